using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Lowering;

/// <summary>What an operator works with to turn a node into calls of kernels.</summary>
public sealed class LoweringContext
{
    private readonly List<KernelCall> calls;

    internal LoweringContext(Node node, bool isDouble, List<KernelCall> calls)
    {
        Node = node;
        IsDouble = isDouble;
        this.calls = calls;
    }

    /// <summary>The node.</summary>
    public Node Node { get; }

    /// <summary>Whether the network computes in double.</summary>
    public bool IsDouble { get; }

    /// <summary>A value that is read.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The argument.</returns>
    public CallArgument Read(Value value) => new ValueArgument(value, IsWritten: false);

    /// <summary>A value that is written.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The argument.</returns>
    public CallArgument Write(Value value) => new ValueArgument(value, IsWritten: true);

    /// <summary>The number of rows of a value in the whole batch.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The argument.</returns>
    public CallArgument Rows(Value value) => new CountArgument(value.RowsPerSample);

    /// <summary>A multiple of the number of samples.</summary>
    /// <param name="factor">The factor.</param>
    /// <returns>The argument.</returns>
    public CallArgument Count(int factor) => new CountArgument(factor);

    /// <summary>A size of the layer.</summary>
    /// <param name="value">The size.</param>
    /// <returns>The argument.</returns>
    public CallArgument Size(int value) => new SizeArgument(value);

    /// <summary>Scratch memory.</summary>
    /// <returns>The argument.</returns>
    public CallArgument Scratch() => new ScratchArgument();

    /// <summary>Scratch memory, where the kernel has a parameter for it.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <returns>The argument or nothing.</returns>
    public CallArgument[] ScratchIfAsked(Kernel kernel) => kernel.Parameters.Any(parameter => parameter.Name == "scratch") ? [Scratch()] : [];

    /// <summary>Whether a gradient is added to what is there.</summary>
    /// <param name="always">Because a part of it has been written before.</param>
    /// <param name="never">Because it is on the way to a gradient only.</param>
    /// <returns>The argument.</returns>
    public CallArgument Accumulate(bool always, bool never = false) => new AccumulateArgument(always, never);

    /// <summary>The seed of the session.</summary>
    /// <returns>The argument.</returns>
    public CallArgument Seed() => new SeedArgument();

    /// <summary>The step of the session.</summary>
    /// <returns>The argument.</returns>
    public CallArgument Step() => new StepArgument();

    /// <summary>The network itself.</summary>
    /// <param name="type">Its class.</param>
    /// <returns>The argument.</returns>
    public CallArgument Network(string type) => new NetworkArgument(type);

    /// <summary>Which thread's part it is, where threads share the work of the kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <returns>The arguments or nothing.</returns>
    public CallArgument[] PartIfAsked(Kernel kernel) => kernel.Split == KernelSplit.Parts ? [new PartArgument(), new PartsArgument()] : [];

    /// <summary>The ordinal in the batch of the first sample.</summary>
    /// <returns>The argument.</returns>
    public CallArgument FirstSample() => new FirstSampleArgument();

    /// <summary>Calls a kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="arguments">An argument a parameter.</param>
    /// <exception cref="Operators.GraphException">The arguments do not fit.</exception>
    public void Call(Kernel kernel, params CallArgument[] arguments)
    {
        if (arguments.Length != kernel.Parameters.Count)
            throw new Operators.GraphException($"{kernel.Name} takes {string.Join(", ", kernel.Parameters.Select(parameter => parameter.Name))}, but is given {arguments.Length} arguments.");
        calls.Add(new KernelCall(Node, kernel, arguments));
    }

    /// <summary>Calls the kernel of an element-wise expression over the inputs of the node.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="scalarOperands">How many of the last inputs are single numbers.</param>
    public void Elementwise(VectorExpression expression, int scalarOperands = 0)
    {
        var kernel = new ElementwiseKernel(expression, scalarOperands, IsDouble);
        Call(kernel, [.. Node.Inputs.Select(Read), Write(Node.Result), Count(Node.Result.Shape.Length)]);
    }
}
