using NetGen.Generator.Graph;
using NetGen.Generator.Model;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Passes;

/// <summary>
/// Moves the channels of spatial values behind their other axes, where the kernels want them: vectors then run along the channels, and a
/// window is a few stretches of memory. What the user gives and gets keeps its order. A dense layer behind a flattened value takes it as it
/// lies, its weights being stored in that order.
/// </summary>
public sealed class ChannelsLast : GraphPass
{
    /// <inheritdoc/>
    public override void Run(NetworkGraph graph) => new Mover(graph).Run();

    private sealed class Mover(NetworkGraph graph)
    {
        // Values with their channels last, and for each the shape as declared.
        private readonly Dictionary<Value, Shape> moved = [];

        // Vectors whose elements are those of a value with its channels last, and that value's shape.
        private readonly Dictionary<Value, Shape> flattened = [];

        // The same value in the other order, where it has been made.
        private readonly Dictionary<Value, Value> others = [];

        public void Run()
        {
            foreach (var node in graph.Nodes.ToArray())
            {
                if (node.Operator.WantsChannelsLast || node.Inputs.Any(IsMoved))
                    Move(node);
                else if (node.Inputs.Any(flattened.ContainsKey))
                    TakeFlattened(node);
            }

            for (var i = 0; i < graph.Outputs.Count; i++)
                graph.Outputs[i] = Back(graph.Outputs[i], graph.Outputs[i].Producer!, behind: true);
        }

        private static bool IsSpatial(Value value) => value.Type.Batched && value.Shape.Rank > 1 && value.Shape.Roles[0] == 'C';

        private bool IsMoved(Value value) => moved.ContainsKey(value);

        private void Move(Node node)
        {
            if (node.Operator is Permute permute)
            {
                // Axis 0 of the declared value is the last now, and all others have one less before them.
                var rank = permute.Axes.Count;
                Replace(graph, node, new Permute(new EquatableArray<int>(permute.Axes.Select(axis => axis == 0 ? rank - 1 : axis - 1))), node.Inputs);
                return;
            }

            if (node.Operator is Reshape { Shape.Rank: 1 } reshape)
            {
                var shape = node.Inputs[0].Shape;
                var result = Replace(graph, node, reshape, node.Inputs).Result;
                if (!IsSameMemory(moved[node.Inputs[0]]))
                    flattened[result] = shape;
                return;
            }

            // Which inputs are moved is asked of the operator as if all spatial ones were.
            var shapes = node.Inputs.Select(input => IsSpatial(input) ? ChannelOrder.Last(input.Shape) : input.Shape).ToArray();
            if (node.Operator.WithChannelsLast(shapes) is not { } op)
            {
                node.Inputs = node.Inputs.Select(input => Back(input, node)).ToArray();
                return;
            }

            var (declared, isSpatial) = (node.Result.Shape, IsSpatial(node.Result));
            var inputs = node.Inputs.Select(input => Last(input, node)).ToArray();
            var replacement = Replace(graph, node, op, inputs).Result;
            if (isSpatial)
                moved[replacement] = declared;
        }

        private void TakeFlattened(Node node)
        {
            var shape = flattened[node.Inputs.First(flattened.ContainsKey)];
            var isAlike = node.Inputs.All(input => flattened.TryGetValue(input, out var other) && other == shape);
            if (isAlike && node.Operator.IsElementwise)
            {
                flattened[node.Result] = shape;
                return;
            }

            if (node.Operator is Dense dense && flattened.ContainsKey(node.Inputs[0]) && MayReorder(node.Inputs[1], node, shape))
            {
                var (w, channels) = (node.Inputs[1], ChannelOrder.Of(shape).Channels);
                w.Tensor = w.Tensor! with { Packing = w.Tensor.Packing with { Channels = channels } };
                Replace(graph, node, dense with { Channels = channels }, node.Inputs);
                return;
            }

            node.Inputs = node.Inputs.Select(input => Back(input, node)).ToArray();
        }

        // Layers that share their weights have to read them in one order.
        private bool MayReorder(Value w, Node node, Shape shape) =>
            graph.UsersOf(w).All(user => user == node || (user.Operator is Dense && flattened.TryGetValue(user.Inputs[0], out var other) && other == shape));

        private Value Last(Value value, Node reader)
        {
            if (!IsSpatial(value) || IsMoved(value))
                return value;
            if (others.TryGetValue(value, out var made))
                return made;
            var shape = value.Shape;
            Operator op = IsSameMemory(shape) ? new Reshape(ChannelOrder.Last(shape)) : new Permute(new EquatableArray<int>(Enumerable.Range(1, shape.Rank - 1).Append(0)));
            var last = Insert(op, value, reader, behind: false, "_last");
            moved[last] = shape;
            return others[value] = last;
        }

        private Value Back(Value value, Node reader, bool behind = false)
        {
            if (others.TryGetValue(value, out var made))
                return made;
            if (moved.TryGetValue(value, out var declared))
                return others[value] = InOrder(value, declared, reader, behind);
            if (!flattened.TryGetValue(value, out var shape))
                return value;
            var spatial = Insert(new Reshape(shape), value, reader, behind, "_last");
            var first = InOrder(spatial, new Shape(shape.Sizes.Take(shape.Rank - 1).Prepend(shape.Sizes[shape.Rank - 1]), "C" + shape.Roles.Replace("C", string.Empty)), behind ? spatial.Producer! : reader, behind);
            return others[value] = Insert(new Reshape(value.Shape), first, behind ? first.Producer! : reader, behind, "_flat");
        }

        private Value InOrder(Value value, Shape declared, Node reader, bool behind)
        {
            var rank = declared.Rank;
            Operator op = IsSameMemory(declared) ? new Reshape(declared) : new Permute(new EquatableArray<int>(Enumerable.Range(0, rank - 1).Prepend(rank - 1)));
            return Insert(op, value, reader, behind, "_first");
        }

        private static bool IsSameMemory(Shape declared) => ChannelOrder.Of(declared) is { Channels: 1 } or { Size: 1 };

        private Value Insert(Operator op, Value input, Node reader, bool behind, string suffix)
        {
            var node = graph.Insert(graph.Nodes.ToList().IndexOf(reader) + (behind ? 1 : 0), op, [input], reader.Layer);
            (node.Result.Name, node.Result.Display) = (input.Name + suffix, input.Display);
            return node.Result;
        }
    }
}
