using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using NetGen.Generator.Operators;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Compiler.Tests;

/// <summary>
/// What a recurrent layer will be: a body run once a time step. Inputs are the sequence (T, F), the first state, and what the
/// body reads at every step; results are the states (T, F) and the last one. The body's sources come in the order: the step's
/// input, the state before, the rest; its output is the state after.
/// </summary>
internal sealed record Scan : Operator
{
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0], inputs[1]];

    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var body = context.Node.Bodies[0];
        var sequence = inputs[0];
        int steps = sequence.Shape.Sizes[0], width = sequence.Shape.Sizes[1];
        var states = new Tensor(sequence.Shape, sequence.Count);
        var state = inputs[1];
        for (var t = 0; t < steps; t++)
        {
            var x = new Tensor(Shape.Vector(width), sequence.Count);
            for (var sample = 0; sample < sequence.Count; sample++)
                Array.Copy(sequence.Data, ((sample * steps) + t) * width, x.Data, sample * width, width);
            var given = new[] { x, state }.Concat(inputs.Skip(2)).ToArray();
            var sources = body.Sources.Select((source, i) => (source, i)).ToDictionary(pair => pair.source, pair => given[pair.i]);
            state = GraphInterpreter.Run(body, sources, context.Count)[body.Outputs[0]];
            for (var sample = 0; sample < sequence.Count; sample++)
                Array.Copy(state.Data, sample * width, states.Data, ((sample * steps) + t) * width, width);
        }

        return [states, state];
    }

    public override string Formula(Node node) => $"scan({node.Inputs[0].Display})";

    public override void Lower(LoweringContext context) => throw new GraphException("There is no kernel for this operator; it exists for tests.");
}
