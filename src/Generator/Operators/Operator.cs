using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>
/// What a node computes: its shape rule, its value in the interpreter, its adjoint, its cost and its lowering. Operators are
/// records; equal operators on equal inputs compute equal values.
/// </summary>
public abstract record Operator
{
    /// <summary>The name, for printed graphs.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The letter that results are named by.</summary>
    public virtual string Symbol => "h";

    /// <summary>Whether the result is the first input under another shape, without a copy.</summary>
    public virtual bool IsView => false;

    /// <summary>Whether the result may take the memory of an input that nobody reads any more.</summary>
    public virtual bool MayOverwriteInput => false;

    /// <summary>How many of the first inputs the result may take the memory of.</summary>
    public virtual int OverwritableInputs => int.MaxValue;

    /// <summary>How many samples a batch needs at least.</summary>
    public virtual int LeastSamples => 1;

    /// <summary>Whether two nodes of this operator on equal inputs may be one; not where an origin keys the randomness.</summary>
    public virtual bool IsPure => true;

    /// <summary>Whether it does more than compute its results, so that it stays although nobody reads them.</summary>
    public virtual bool HasEffect => false;

    /// <summary>What the adjoint reads besides the gradient of the result.</summary>
    public virtual AdjointNeeds Needs => AdjointNeeds.Neither;

    /// <summary>What an element of the result sees along each spatial axis; null where it is the element at its own place.</summary>
    public virtual IReadOnlyList<Reach>? Reaches => null;

    /// <summary>Whether every element of the result depends on those at its place in the inputs only, all of one shape, in whatever order they lie.</summary>
    public virtual bool IsElementwise => false;

    /// <summary>Whether its kernels are there for values with their channels last only.</summary>
    public virtual bool WantsChannelsLast => false;

    /// <summary>The operator for inputs whose channels have been moved behind their other axes.</summary>
    /// <param name="inputs">The shapes of the inputs, those of spatial values with their channels last.</param>
    /// <returns>The operator, whose result has its channels last too; null where it takes none but the declared order.</returns>
    public virtual Operator? WithChannelsLast(IReadOnlyList<Shape> inputs) => IsElementwise ? this : null;

    /// <summary>The types of the results.</summary>
    /// <param name="inputs">The types of the inputs.</param>
    /// <returns>A type a result.</returns>
    /// <exception cref="GraphException">The inputs do not fit.</exception>
    public abstract IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs);

    /// <summary>Computes the results slowly and plainly.</summary>
    /// <param name="context">The node, the number of samples, the randomness.</param>
    /// <param name="inputs">The inputs.</param>
    /// <returns>A tensor a result.</returns>
    public abstract IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs);

    /// <summary>Adds the nodes that compute the gradients of the inputs.</summary>
    /// <param name="context">The node, the gradients of its results, and the graph they are added to.</param>
    /// <exception cref="GraphException">The operator has no adjoint.</exception>
    public virtual void Differentiate(AdjointContext context) => throw new GraphException($"{Name} has no adjoint.");

    /// <summary>The right-hand side of the formula, in the usual notation.</summary>
    /// <param name="node">The node; its values have their final names.</param>
    /// <returns>The formula.</returns>
    public abstract string Formula(Node node);

    /// <summary>What stands above the call of the node: its results, each with what it is.</summary>
    /// <param name="node">The node; its values have their final names.</param>
    /// <returns>The formula with its left-hand side.</returns>
    public virtual string Statement(Node node)
    {
        var left = node.Results.Count == 1 || node.Results[0].Name.StartsWith("ℓ", StringComparison.Ordinal) ? node.Results[0].Display : string.Join(", ", node.Results.Select(result => result.Display));
        return $"{left} = {Formula(node)}";
    }

    /// <summary>Floating-point operations a sample, counting a multiply-add as two.</summary>
    /// <param name="node">The node.</param>
    /// <returns>The number.</returns>
    public virtual long Cost(Node node) => IsView ? 0 : node.Result.Shape.Length;

    /// <summary>Turns the node into calls of kernels.</summary>
    /// <param name="context">The node and what its values are in code.</param>
    public abstract void Lower(LoweringContext context);
}

/// <summary>What an adjoint reads besides the gradient of the result.</summary>
public enum AdjointNeeds
{
    /// <summary>Neither; at most parameters.</summary>
    Neither,

    /// <summary>The inputs.</summary>
    Input,

    /// <summary>The result.</summary>
    Output,
}

/// <summary>A product that may apply an activation, or the slope of one, while its sums are still in registers.</summary>
public interface ITakesActivation
{
    /// <summary>Whether it may take an activation over.</summary>
    bool MayTakeActivation { get; }

    /// <summary>Whether it is the gradient of an input and may take over the slope of the activation that computed it.</summary>
    bool MayTakeSlope { get; }

    /// <summary>The operator with an activation of its sums.</summary>
    /// <param name="activation">The activation.</param>
    /// <returns>The operator.</returns>
    Operator WithActivation(Activation activation);

    /// <summary>The operator whose last input is what the activation saved, and that multiplies its sums by the slope there.</summary>
    /// <param name="activation">The activation.</param>
    /// <returns>The operator.</returns>
    Operator WithSlope(Activation activation);
}

/// <summary>A product that may apply the scales and shifts of a normalization's channels while its sums are still in registers.</summary>
public interface ITakesNormalization
{
    /// <summary>Whether it may take the normalization of its result over.</summary>
    bool MayBeScaled { get; }

    /// <summary>The operator that has the normalization's statistics for its last input.</summary>
    /// <returns>The operator.</returns>
    Operator WithScales();
}

/// <summary>What an operator may ask while the interpreter evaluates it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Count">How many samples there are.</param>
/// <param name="Word">A random word, by layer, sample and element.</param>
public sealed record EvaluationContext(Node Node, int Count, Func<int, int, int, uint> Word)
{
    /// <summary>Whether dropout keeps an element.</summary>
    /// <param name="layer">The ordinal of the layer.</param>
    /// <param name="sample">The ordinal of the sample.</param>
    /// <param name="element">The ordinal of the element.</param>
    /// <param name="rate">The probability of 0; it counts as rounded to single precision, for either precision drops the same elements.</param>
    /// <returns>Whether it does.</returns>
    public bool IsKept(int layer, int sample, int element, double rate) => Word(layer, sample, element) >= (float)rate * 4294967296.0;

    /// <summary>A random number of an element.</summary>
    /// <param name="layer">The ordinal of the layer.</param>
    /// <param name="sample">The ordinal of the sample.</param>
    /// <param name="element">The ordinal of the element.</param>
    /// <returns>A number in [0, 1), from the upper 24 bits of the word.</returns>
    public double Uniform(int layer, int sample, int element) => (Word(layer, sample, element) >> 8) / 16777216.0;

    /// <summary>A normal number of an element, of mean 0 and variance 1: by Box and Muller's transform of two words of a pair of elements.</summary>
    /// <param name="layer">The ordinal of the layer.</param>
    /// <param name="sample">The ordinal of the sample.</param>
    /// <param name="element">The ordinal of the element.</param>
    /// <param name="length">How many elements a sample has; pairs are made of its first half and the rest.</param>
    /// <returns>The number.</returns>
    public double Normal(int layer, int sample, int element, int length)
    {
        int half = (length + 1) / 2, pair = element % half;
        var radius = Math.Sqrt(-2 * Math.Log((Word(layer, sample, 2 * pair) + 0.5) / 4294967296.0));
        var angle = 2 * Math.PI * (Word(layer, sample, (2 * pair) + 1) / 4294967296.0);
        return radius * (element < half ? Math.Cos(angle) : Math.Sin(angle));
    }
}

/// <summary>A graph that is not one: a fault of the compiler, not of the user.</summary>
public sealed class GraphException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong.</param>
    public GraphException(string message)
        : base(message)
    {
    }
}
