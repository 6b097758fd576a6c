namespace NetGen.Compiler.Tests;

/// <content>Networks that begin with layers on one to three spatial axes.</content>
internal sealed partial class RandomArchitecture
{
    /// <summary>The first seed of such a network.</summary>
    public const int FirstSpatial = 200;

    private const int Largest = 400;

    private static readonly string[] Simple = ["Tanh", "ReLU", "SiLU", "Softmax"];

    // Whether there may be elements that are equal but for rounding, which decides between them in a maximum.
    private bool hasTwins;

    // By turns, every number of axes and every kind on it comes up.
    private void DrawSpatial(int turn)
    {
        int rank = 1 + (turn % 3), extent = rank == 1 ? 24 : rank == 2 ? 9 : 5;
        var roles = SpatialLayer.RolesOf(rank);
        int[] channels = [1, 2, 3, 4, 5, 9];
        int[] sizes = [channels[random.Next(channels.Length)], .. Enumerable.Range(0, rank).Select(_ => random.Next(1, 1 + extent))];
        network.Input("in0", sizes, axes: roles);
        entries.Add(new Entry("in0", sizes, roles));
        if (random.Next(4) == 0)
        {
            DrawSpatialLayer(Current, rank, turn / 3);
            if (Current.Sizes.Length > 1)
                Share(Current, rank);
            return;
        }

        for (var i = 0; i < 2 && Current.Sizes.Length > 1; i++)
        {
            // The second is one of many forms more often than by its turn.
            var kinds = SpatialLayer.KindsOf(rank);
            var isRicher = i > 0 && random.Next(2) == 0;
            DrawSpatialLayer(Current, rank, isRicher ? Array.IndexOf(kinds, random.Next(3) == 0 ? "Upsample" : kinds[0]) : (turn / 3) + i);
            var next = random.Next(6);
            if (next < 2)
                Normalize(Current);
            else if (next < 4)
                Add(Simple[random.Next(Simple.Length)], Current, Current.Sizes, Current.Roles);
        }
    }

    private void DrawSpatialLayer(Entry x, int rank, int turn)
    {
        var kinds = SpatialLayer.KindsOf(rank);
        while (true)
        {
            var kind = kinds[turn % kinds.Length];
            var layer = SpatialLayer.Draw(kind, x.Sizes, random)!;
            if (hasTwins && kind.Contains("Max", StringComparison.Ordinal))
            {
                turn++;
                continue;
            }

            if (layer.Sizes.Aggregate(1, (product, size) => product * size) > Math.Max(Largest, x.Length))
                continue;
            hasTwins |= layer.Form.Split(' ') is ["Upsample" or "Pad", ..] or ["Conv", "Reflect" or "Replicate" or "Circular", ..] || kind.Contains("Average", StringComparison.Ordinal);
            foreach (var form in new[] { layer.Form, layer.Form.Replace(" depthwise", "", StringComparison.Ordinal) })
                Features.Add(form);
            Add(layer.Kind, x, layer.Sizes, layer.Sizes.Length == 1 ? "F" : x.Roles, layer.Arguments);
            return;
        }
    }

    // One convolution twice, and both beside each other.
    private void Share(Entry x, int rank)
    {
        var kind = $"Conv{Text(rank)}D";
        object[] arguments = ["Filters", x.Sizes[0], "Kernel", 3, "Padding", NetGen.Pad.Same];
        var first = Add(kind, x, x.Sizes, x.Roles, arguments);
        var second = AddShared(kind, first, x.Last, first.Name, [], arguments);
        Features.Add("shared convolution");
        Features.Add("Concat of channels");
        AddJoin("Concat", [first, second], [2 * x.Sizes[0], .. x.Sizes[1..]], x.Roles);
    }
}
