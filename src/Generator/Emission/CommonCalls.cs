using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;

namespace NetGen.Generator.Emission;

/// <summary>
/// The calls that a network makes in the same way for its own loss and for one of the caller's: its layers, forward and backward. In
/// a large network they are nearly all, so that they are written once, as a method that both drivers call.
/// </summary>
internal sealed class CommonCalls
{
    // A short driver reads best in one piece.
    private const int Worthwhile = 32;

    private readonly IReadOnlyList<KernelCall> forward;
    private readonly IReadOnlyList<KernelCall> backward;

    private CommonCalls(NetworkPrograms programs, IReadOnlyList<KernelCall> forward, IReadOnlyList<KernelCall> backward, bool isDouble)
    {
        this.forward = forward;
        this.backward = backward;
        Program = programs.Train ?? programs.Predict;
        if (forward.Count + backward.Count > 0)
            Parameters = [.. DriverEmitter.Parameters(Program, isDouble).Intersect(DriverEmitter.Parameters(programs.Differentiate!, isDouble)), Scratch(isDouble)];
    }

    /// <summary>A program that makes the calls.</summary>
    public NetworkProgram Program { get; }

    /// <summary>The parameters of their methods: what both programs have, and scratch memory, which they have in different places.</summary>
    public IReadOnlyList<(string Declaration, string Name, string Passing)> Parameters { get; } = [];

    /// <summary>The parameter that scratch memory is passed as.</summary>
    /// <param name="isDouble">Double, or single.</param>
    /// <returns>The parameter.</returns>
    public static (string Declaration, string Name, string Passing) Scratch(bool isDouble) => ($"ref {(isDouble ? "double" : "float")} scratch", "scratch", "ref ");

    /// <summary>Finds them.</summary>
    /// <param name="programs">The network's programs.</param>
    /// <param name="isDouble">Double, or single.</param>
    /// <returns>The calls; none where it is not worth while.</returns>
    public static CommonCalls Find(NetworkPrograms programs, bool isDouble)
    {
        if (programs.Train is not { } train || programs.Differentiate is not { } differentiate)
            return new CommonCalls(programs, [], [], isDouble);
        bool AreSame(KernelCall one, KernelCall other) => CommonCalls.AreSame(train, one, differentiate, other, isDouble);

        // The last calls of the backward pass are those of the first layers.
        var forward = CommonStart(Of(train, isBackward: false), Of(differentiate, isBackward: false), AreSame);
        var backward = CommonStart([.. Enumerable.Reverse(Of(train, isBackward: true))], [.. Enumerable.Reverse(Of(differentiate, isBackward: true))], AreSame);
        return new CommonCalls(programs, forward, [.. backward.Reverse()], isDouble);
    }

    /// <summary>The calls of a direction.</summary>
    /// <param name="isBackward">Which direction.</param>
    /// <returns>The calls, in order.</returns>
    public IReadOnlyList<KernelCall> In(bool isBackward) => isBackward ? backward : forward;

    /// <summary>The calls of a direction that the other program does not make, or not in the same way.</summary>
    /// <param name="program">The program: the one for the network's own loss, or the one for the caller's.</param>
    /// <param name="isBackward">Which direction.</param>
    /// <returns>The calls, in order; they come after the common ones in the forward pass, and before them in the backward pass.</returns>
    public IEnumerable<KernelCall> Rest(NetworkProgram program, bool isBackward)
    {
        var calls = Of(program, isBackward);
        return isBackward ? calls.Take(calls.Length - backward.Count) : calls.Skip(forward.Count);
    }

    /// <summary>The name of the method that makes the calls of a direction. No layer's method begins like that.</summary>
    /// <param name="isBackward">Which direction.</param>
    /// <returns>The name.</returns>
    public static string Name(bool isBackward) => isBackward ? "CommonBackward" : "CommonForward";

    /// <summary>The arguments of a call of the method where everything has the name of its parameter.</summary>
    /// <returns>The arguments.</returns>
    public string Arguments() => string.Join(", ", Parameters.Select(parameter => parameter.Passing + parameter.Name));

    /// <summary>From which layer to which the calls of a direction are, in the words of a comment.</summary>
    /// <param name="isBackward">Which direction.</param>
    /// <returns>The comment.</returns>
    public string Describe(bool isBackward)
    {
        var calls = In(isBackward);
        return $"// {calls[0].Node.Layer.Path} to {calls[calls.Count - 1].Node.Layer.Path}: the same for any loss.";
    }

    private static KernelCall[] Of(NetworkProgram program, bool isBackward) => [.. program.Calls.Where(call => call.Node.IsBackward == isBackward)];

    // Whole layers only, so that a layer keeps its method.
    private static IReadOnlyList<KernelCall> CommonStart(KernelCall[] a, KernelCall[] b, Func<KernelCall, KernelCall, bool> areSame)
    {
        var length = a.Zip(b, areSame).TakeWhile(same => same).Count();
        bool Splits(KernelCall[] calls) => length < calls.Length && calls[length].Node.Layer.Path == calls[length - 1].Node.Layer.Path;
        while (length > 0 && (Splits(a) || Splits(b)))
            length--;
        return length < Worthwhile ? [] : [.. a.Take(length)];
    }

    private static bool AreSame(NetworkProgram program, KernelCall call, NetworkProgram otherProgram, KernelCall other, bool isDouble)
    {
        bool IsSame(CallArgument argument, CallArgument otherArgument) => (argument, otherArgument) switch
        {
            (ValueArgument one, ValueArgument two) => one.IsWritten == two.IsWritten && one.Value.Name == two.Value.Name && one.Value.Type.Batched == two.Value.Type.Batched
                && DriverEmitter.Local(program, one.Value, isDouble) == DriverEmitter.Local(otherProgram, two.Value, isDouble),
            _ => argument.Equals(otherArgument),
        };

        return call.Kernel.Equals(other.Kernel)
            && call.Node.Layer.Path == other.Node.Layer.Path
            && LayerMethod.Formula(call.Node) == LayerMethod.Formula(other.Node)
            && call.Arguments.Zip(other.Arguments, IsSame).All(same => same);
    }
}
