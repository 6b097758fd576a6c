using System.Globalization;
using NetGen.Generator.Graph;
using NetGen.Generator.Model;

namespace NetGen.Compiler.Tests;

/// <summary>
/// Draws a declaration of at most eight layers from input to output. It knows the shapes that layers ask for, but nothing of
/// what they compute. What it draws is named in <see cref="Features"/>, so that coverage can be asserted.
/// </summary>
internal sealed partial class RandomArchitecture
{
    /// <summary>What the union of all draws has to contain besides every kind of layer.</summary>
    public static readonly string[] Forms =
    [
        "Residual of one block", "Residual of two blocks", "Repeat", "Branch Add", "Branch Multiply", "Branch Concat", "Branch of three", "nested block",
        "shared layer", "shared block", "several inputs", "several outputs", "several losses", "weighted loss", "integer input", "sequence", "picture",
        "Dense without bias", "Dense on a sequence", "GELU None", "GELU Tanh", "Softmax not on the last axis", "Concat of another axis", "join of a value with itself",
        "class indices", "distributions", "smoothed labels", "weighted classes", "ignored labels", "weighted elements", "several quantiles", "loss on a sequence", "CrossEntropy of Softmax", "CrossEntropy of a product", "BinaryCrossEntropy of Sigmoid", "BinaryCrossEntropy of a product",
        "fork", "output that is read", "loss on a hidden layer",
        "Conv Zeros", "Conv Reflect", "Conv Replicate", "Conv Circular", "Conv Same", "Conv Causal", "Conv Zeros depthwise", "Pool CeilMode", "shared convolution", "Concat of channels",
        "Upsample True False", "Upsample False True", "Upsample False False", "Pad Zeros", "Pad Reflect", "Pad Replicate", "Pad Circular",
        "BatchNorm on positions", "BatchNorm on a vector", "DropConnect", "shared weights with DropConnect", "DropPath Row", "DropPath Batch",
    ];

    private static readonly string[] Activations = ["Linear", "Sigmoid", "Tanh", "ReLU", "LeakyReLU", "GELU", "SiLU", "Softmax", "LogSoftmax"];

    // They came later: a network has at most one, before its heads, so that the draws of the others are what they were.
    private static readonly string[] Formulas =
    [
        "Swish", "Mish", "LogSigmoid", "Softplus", "Softsign", "TanhShrink", "ELU", "SELU", "CELU", "HardSigmoid", "HardSwish", "HardTanh", "ReLU6", "SoftShrink", "HardShrink", "Threshold", "Step",
        "Softmin", "Activation", "PReLU", "RReLU", "GLU", "GEGLU", "SwiGLU", "ReGLU", "Maxout",
    ];

    private readonly Random random;
    private readonly Random chanceOfNormalizations;
    private readonly Random chanceOfLosses;
    private readonly Architecture network = new();
    private readonly List<Entry> entries = [];
    private readonly HashSet<string> read = [];
    private readonly List<(string Name, int Columns, int Units, bool Bias)> dense = [];
    private readonly List<(string Name, string Block, int Width)> blocks = [];
    private int names;

    public RandomArchitecture(int seed)
    {
        (random, chanceOfNormalizations, chanceOfLosses) = (new Random(seed), new Random(seed), new Random(seed));
        if (seed < FirstSpatial)
        {
            DrawInputs();
            var depth = random.Next(1, 4);
            for (var i = 0; i < depth; i++)
                DrawLayer(seed + i);
        }
        else
        {
            DrawSpatial(seed - FirstSpatial);
        }

        DrawHeads(Apply(Formulas[seed % Formulas.Length], Merge()));
        Spec = network.Spec();
        foreach (var layer in Spec.Layers.Concat(Spec.Blocks.SelectMany(block => block.Layers)))
            Features.Add(layer.Kind);
    }

    private sealed record Entry(string Name, int[] Sizes, string Roles, int Depth = 0)
    {
        public int Last => Sizes[^1];

        public int Length => Sizes.Aggregate(1, (product, size) => product * size);

        public bool EndsInFeatures => Sizes.Length == 1 || Roles[^1] == 'F';

        public bool HasSizesOf(Entry other) => Sizes.SequenceEqual(other.Sizes);
    }

    public NetworkSpec Spec { get; }

    /// <summary>The kinds of layers and the forms that were drawn.</summary>
    public HashSet<string> Features { get; } = [];

    /// <summary>The number of layers on the longest way from an input; a block counts as one.</summary>
    public int Depth => entries.Max(entry => entry.Depth);

    private Entry Current => entries[^1];

    private void DrawInputs()
    {
        var count = random.Next(4) == 0 ? 2 : 1;
        if (count > 1)
            Features.Add("several inputs");
        for (var i = 0; i < count; i++)
        {
            var rank = random.Next(10) switch { < 6 => 1, < 9 => 2, _ => 3 };
            int[] sizes = rank == 1 ? [random.Next(1, 36)] : rank == 2 ? [random.Next(1, 6), random.Next(1, 20)] : [random.Next(1, 4), random.Next(1, 5), random.Next(1, 5)];
            var isInteger = random.Next(8) == 0;
            if (isInteger)
                Features.Add("integer input");
            Features.Add(rank switch { 1 => "vector", 2 => "sequence", _ => "picture" });
            var name = "in" + Text(i);
            network.Input(name, sizes, isInteger);
            entries.Add(new Entry(name, sizes, rank switch { 1 => "F", 2 => "TF", _ => "CHW" }));
        }
    }

    // The turn makes sure that every kind comes up; where it does not fit, chance decides.
    private void DrawLayer(int turn)
    {
        var x = Current;
        if (entries.Count > 2 && random.Next(5) == 0)
        {
            x = entries[random.Next(entries.Count)];
            Features.Add("fork");
        }

        for (var i = turn; ; i += 1 + random.Next(12))
        {
            switch (i % 12)
            {
                case 0 or 1 or 2 when x.EndsInFeatures:
                    Dense(x);
                    return;
                case 3 or 4:
                    Activation(x, EndsElsewhere(x) && random.Next(2) == 0 ? "Softmax" : Activations[random.Next(Activations.Length)]);
                    return;
                case 5 when random.Next(2) == 0:
                    Normalize(x);
                    return;
                case 5:
                    Add("Dropout", x, x.Sizes, x.Roles, "Rate", 0.25 + (0.5 * random.NextDouble()));
                    return;
                case 6 or 7 when x.EndsInFeatures:
                    BlockUse(x);
                    return;
                case 8 or 9:
                    Join(x);
                    return;
                case 10:
                    Reorder(x);
                    return;
                case 11 when random.Next(2) == 0:
                    Reshape(x);
                    return;
            }
        }
    }

    private void Dense(Entry x)
    {
        var shared = dense.Where(layer => layer.Columns == x.Last).ToArray();
        if (shared.Length > 0 && random.Next(2) == 0)
        {
            var other = shared[random.Next(shared.Length)];
            Features.Add("shared layer");
            AddShared("Dense", x, other.Units, other.Name, [], ["Units", other.Units, "Bias", other.Bias, .. DropConnect("shared weights with DropConnect")]);
            return;
        }

        var units = random.Next(5) == 0 ? random.Next(30, 70) : random.Next(1, 24);
        // The widths repeat now and then, so that joins and sharing find something.
        if (random.Next(2) == 0)
            units = x.Last;
        var bias = random.Next(4) != 0;
        Features.Add(bias ? "Dense with bias" : "Dense without bias");
        if (x.Sizes.Length > 1)
            Features.Add("Dense on a sequence");
        var layer = Add("Dense", x, [.. x.Sizes[..^1], units], x.Roles, ["Units", units, "Bias", bias, .. DropConnect("DropConnect")]);
        dense.Add((layer.Name, x.Last, units, bias));
    }

    private object[] DropConnect(string feature)
    {
        if (chanceOfNormalizations.Next(3) > 0)
            return [];
        Features.Add(feature);
        return ["DropConnect", 0.1 + (0.3 * chanceOfNormalizations.NextDouble())];
    }

    private object[] DropPath()
    {
        if (chanceOfNormalizations.Next(2) > 0)
            return [];
        var mode = (StochasticDepthMode)chanceOfNormalizations.Next(2);
        Features.Add("DropPath " + mode);
        return ["DropPath", 0.3, "DropPathMode", mode];
    }

    private void Activation(Entry x, string kind)
    {
        object[] arguments = [];
        if (kind == "LeakyReLU")
            arguments = ["NegativeSlope", random.NextDouble()];
        if (kind == "GELU")
        {
            var form = (GeluApproximation)random.Next(2);
            Features.Add("GELU " + form);
            arguments = ["Approximate", form];
        }

        if (kind.EndsWith("Softmax", StringComparison.Ordinal) && EndsElsewhere(x))
            Features.Add("Softmax not on the last axis");
        Add(kind, x, x.Sizes, x.Roles, arguments);
    }

    private void Normalize(Entry x)
    {
        var kinds = NormalizationLayer.Kinds.Concat(NormalizationLayer.Noises).Where(kind => NormalizationLayer.Takes(kind, x.Sizes, x.Roles)).ToArray();
        var kind = kinds[chanceOfNormalizations.Next(kinds.Length)];
        Features.Add(kind + (x.Sizes.Length > 1 ? " on positions" : " on a vector"));
        Add(kind, x, x.Sizes, x.Roles, NormalizationLayer.Draw(kind, chanceOfNormalizations, x.Sizes, x.Roles));
    }

    private void BlockUse(Entry x)
    {
        var shared = blocks.Where(block => block.Width == x.Last).ToArray();
        if (shared.Length > 0 && random.Next(2) == 0)
        {
            var other = shared[random.Next(shared.Length)];
            Features.Add("shared block");
            AddShared("Residual", x, x.Last, other.Name, [other.Block], ["Bindings", new[] { $"d={Text(x.Last)}" }]);
            return;
        }

        RandomBlocks.Declare(network);
        int d = x.Last, units = random.Next(1, 20);
        var end = (int size) => new[] { x.Sizes[..^1], [size] }.SelectMany(part => part).ToArray();
        switch (random.Next(8))
        {
            case 0 or 1:
                var body = random.Next(2) == 0 ? "Bottleneck" : "Nested";
                Features.Add("Residual of one block");
                if (body == "Nested")
                    Features.Add("nested block");
                blocks.Add((AddBlock("Residual", x, end(d), [body], ["Bindings", new[] { $"d={Text(d)}" }, .. DropPath()]).Name, body, d));
                return;
            case 2:
                Features.Add("Residual of two blocks");
                AddBlock("Residual", x, end(units), ["Unit", "Projection"], ["Bindings", new[] { $"units={Text(units)}" }, .. DropPath()]);
                return;
            case 3:
                Features.Add("Repeat");
                AddBlock("Repeat", x, end(d), [random.Next(2) == 0 ? "Bottleneck" : "Nested"], "Count", random.Next(1, 4), "Bindings", new[] { $"d={Text(d)}" });
                return;
            case 4 or 5:
                Features.Add("Branch Concat");
                Features.Add("Branch of three");
                AddBlock("Branch", x, end((2 * units) + d), ["Unit", "Bottleneck", "Projection"], "Join", NetGen.Join.Concat, "Bindings", new[] { $"units={Text(units)}", $"d={Text(d)}" });
                return;
            default:
                var join = (Join)random.Next(2);
                Features.Add("Branch " + join);
                AddBlock("Branch", x, end(units), ["Unit", "Projection"], "Join", join, "Bindings", new[] { $"units={Text(units)}" });
                return;
        }
    }

    private void Join(Entry x)
    {
        var kind = new[] { "Add", "Multiply", "Concat" }[random.Next(3)];
        if (kind != "Concat")
        {
            var equal = entries.Where(other => other.HasSizesOf(x)).ToArray();
            var chosen = Enumerable.Range(0, random.Next(1, 4)).Select(_ => equal[random.Next(equal.Length)]).ToArray();
            if (chosen.Any(other => other.Name == x.Name))
                Features.Add("join of a value with itself");
            AddJoin(kind, [x, .. chosen], x.Sizes, x.Roles);
            return;
        }

        var axis = random.Next(x.Sizes.Length);
        var fit = entries.Where(other => other.Sizes.Length == x.Sizes.Length && other.Sizes.Where((_, i) => i != axis).SequenceEqual(x.Sizes.Where((_, i) => i != axis))).ToArray();
        var parts = Enumerable.Range(0, random.Next(1, 3)).Select(_ => fit[random.Next(fit.Length)]).Prepend(x).ToArray();
        var sizes = x.Sizes.ToArray();
        sizes[axis] = parts.Sum(part => part.Sizes[axis]);
        if (axis != Math.Max(0, Math.Max(x.Roles.IndexOf('F'), x.Roles.IndexOf('C'))))
            Features.Add("Concat of another axis");
        AddJoin("Concat", parts, sizes, x.Roles, "Axis", axis);
    }

    private void Reorder(Entry x)
    {
        var axes = Enumerable.Range(0, x.Sizes.Length).OrderBy(_ => random.Next()).ToArray();
        Add("Permute", x, [.. axes.Select(axis => x.Sizes[axis])], string.Concat(axes.Select(axis => x.Roles[axis])), "Axes", axes);
    }

    private void Reshape(Entry x)
    {
        if (x.Sizes.Length > 1 && random.Next(2) == 0)
        {
            Add("Flatten", x, [x.Length], "F");
            return;
        }

        var divisors = Enumerable.Range(1, x.Length).Where(size => x.Length % size == 0 && size <= 8).ToArray();
        var first = divisors[random.Next(divisors.Length)];
        Add("Reshape", x, [first, x.Length / first], "TF", "Shape", new[] { first, -1 });
    }

    // Everything that nobody has read yet comes together.
    private Entry Merge()
    {
        var loose = entries.Where(entry => !read.Contains(entry.Name)).ToArray();
        if (loose.Length == 1)
            return loose[0];
        var flat = loose.Select(entry => entry.Sizes.Length == 1 ? entry : Add("Flatten", entry, [entry.Length], "F")).ToArray();
        return AddJoin("Concat", flat, [flat.Sum(entry => entry.Length)], "F");
    }

    private Entry Apply(string kind, Entry trunk)
    {
        var isHalved = kind == "Maxout" || kind.EndsWith("GLU", StringComparison.Ordinal);
        if (trunk.Depth + (isHalved ? 2 : 1) > 4)
            return trunk;
        var from = trunk.Name;
        if (isHalved)
            network.Layer("Concat", from = "twice", $"{trunk.Name},{trunk.Name}");
        object[] arguments = kind switch
        {
            "Activation" => ["Bump", Architecture.Bump],
            "Maxout" => ["Pieces", 2],
            "PReLU" or "Swish" => ["PerChannel", trunk.Length % 2 == 0, "Learned", true],
            _ => [],
        };
        network.Layer(kind, kind, from, arguments: arguments);
        read.Add(trunk.Name);
        return trunk with { Name = kind, Depth = trunk.Depth + (isHalved ? 2 : 1) };
    }

    private void DrawHeads(Entry trunk)
    {
        if (!trunk.EndsInFeatures || (trunk.Sizes.Length > 1 && random.Next(2) == 0))
            trunk = Add("Flatten", trunk, [trunk.Length], "F");
        var heads = random.Next(3) == 0 ? random.Next(2, 4) : 1;
        if (heads > 1)
        {
            Features.Add("several outputs");
            Features.Add("several losses");
        }

        for (var i = 0; i < heads; i++)
        {
            DrawHead(trunk, out var end);
            if (heads > 1 || random.Next(2) == 0)
                network.Layer("Output", "out" + Text(i), end.Name);
        }

        if (heads > 1 && random.Next(2) == 0)
        {
            Features.Add("output that is read");
            network.Layer("Output", "trunk", trunk.Name);
            Features.Add("loss on a hidden layer");
            network.Layer("MeanSquaredError", null, trunk.Name, arguments: ["Weight", 0.1]);
        }
    }

    // Losses of elements that came later, with their arguments.
    private static readonly (string Kind, object[] Arguments)[] Elements =
    [
        ("MeanAbsoluteError", []), ("Huber", ["Delta", 0.5]), ("SmoothL1", ["Beta", 0.5]), ("LogCosh", []), ("Quantile", ["Quantiles", new[] { 0.7 }]), ("Hinge", []), ("SquaredHinge", []), ("Perceptron", []),
        ("PoissonNegativeLogLikelihood", []), ("SigmoidFocal", ["Gamma", 2.0]), ("KLDivergence", ["LogTarget", true]),
    ];

    private static readonly (string Kind, object[] Arguments)[] Pairs =
    [
        ("GaussianNegativeLogLikelihood", ["Epsilon", 0.1]), ("MarginRanking", ["Margin", 0.5]), ("CosineEmbedding", ["Margin", 0.1]), ("Contrastive", ["Margin", 3.0]), ("TripletMargin", ["Swap", true, "P", 2.0]),
    ];

    // A loss that came later instead of a squared error or a binary cross-entropy of logits, now and then of several values.
    private (string Loss, string From) VaryElements(string loss, Entry trunk, Entry end, List<object> arguments)
    {
        if (chanceOfLosses.Next(3) == 0)
        {
            if (loss == "SigmoidBinaryCrossEntropy")
            {
                Features.Add("weighted elements");
                arguments.AddRange(["ElementWeights", Enumerable.Range(0, end.Last).Select(_ => chanceOfLosses.NextDouble() + 0.1).ToArray(), "PositiveWeights", Enumerable.Range(0, end.Last).Select(_ => 3 * chanceOfLosses.NextDouble() + 0.1).ToArray()]);
            }

            return (loss, end.Name);
        }

        if (end.Last > 1 && chanceOfLosses.Next(3) > 0)
        {
            var (kind, options) = Pairs[chanceOfLosses.Next(Pairs.Length)];
            arguments.AddRange(options);
            var from = end.Name;
            for (var i = 1; i < (kind == "TripletMargin" ? 3 : 2); i++)
                from += "," + Add("Dense", trunk, end.Sizes, end.Roles, "Units", end.Last).Name;
            return (kind, from);
        }

        if (end.Last > 1 && chanceOfLosses.Next(6) == 0)
        {
            Features.Add("several quantiles");
            arguments.AddRange(["Quantiles", Enumerable.Range(1, end.Last).Select(i => i / (end.Last + 1.0)).ToArray()]);
            return ("Quantile", end.Name);
        }

        var (element, rest) = Elements[chanceOfLosses.Next(Elements.Length)];
        arguments.AddRange(rest);
        return (element, end.Name);
    }

    // Losses that came later take the place of earlier ones by a chance of their own, so that the draws of the others are what they were.
    private string Vary(string loss, List<object> arguments, int classes)
    {
        if (chanceOfLosses.Next(2) == 0)
        {
            Features.Add("weighted classes");
            arguments.AddRange(["ClassWeights", Enumerable.Range(0, classes).Select(_ => 0.25 + chanceOfLosses.NextDouble()).ToArray()]);
        }

        if (arguments.Contains(TargetKind.Distributions))
            return loss;
        if (chanceOfLosses.Next(2) == 0)
        {
            Features.Add("ignored labels");
            arguments.AddRange(["IgnoreIndex", chanceOfLosses.Next(classes)]);
        }

        var isSmooth = arguments.Contains("LabelSmoothing");
        var kind = chanceOfLosses.Next(6);
        if (loss == "CrossEntropy" || isSmooth || kind > 3)
            return loss;
        switch (kind)
        {
            case 0:
                return "NegativeLogLikelihood";
            case 1:
                arguments.AddRange(["P", 2, "Margin", 0.5 + chanceOfLosses.NextDouble()]);
                return "MultiMargin";
            case 2:
                return "SoftmaxFocal";
            default:
                return loss;
        }
    }

    private void DrawHead(Entry trunk, out Entry end)
    {
        var weight = 1.0;
        if (random.Next(2) == 0)
        {
            weight = 0.25 + (2 * random.NextDouble());
            Features.Add("weighted loss");
        }

        var loss = new[] { "MeanSquaredError", "BinaryCrossEntropy", "SigmoidBinaryCrossEntropy", "CrossEntropy", "SoftmaxCrossEntropy" }[random.Next(5)];
        var classes = loss.EndsWith("CrossEntropy", StringComparison.Ordinal) && !loss.Contains("Binary", StringComparison.Ordinal);
        var units = random.Next(classes ? 2 : 1, 20);
        end = Add("Dense", trunk, [.. trunk.Sizes[..^1], units], trunk.Roles, "Units", units);
        if (trunk.Sizes.Length > 1)
            Features.Add("loss on a sequence");
        if (loss is "BinaryCrossEntropy" or "CrossEntropy")
        {
            var activation = loss == "CrossEntropy" ? "Softmax" : "Sigmoid";
            end = Add(activation, end, end.Sizes, end.Roles);
            if (random.Next(3) == 0)
            {
                var gate = Add("Sigmoid", Add("Dense", trunk, end.Sizes, end.Roles, "Units", units), end.Sizes, end.Roles);
                end = AddJoin("Multiply", [end, gate], end.Sizes, end.Roles);
                Features.Add($"{loss} of a product");
            }
            else
            {
                Features.Add($"{loss} of {activation}");
            }
        }

        var arguments = new List<object> { "Weight", weight };
        if (loss == "MeanSquaredError" && units % 2 == 0)
        {
            loss = "Loss";
            arguments.AddRange(["LogCosh", Architecture.LogCosh]);
        }

        if (classes)
        {
            var isDistribution = random.Next(2) == 0;
            Features.Add(isDistribution ? "distributions" : "class indices");
            arguments.AddRange(["Targets", isDistribution ? TargetKind.Distributions : TargetKind.ClassIndices]);
            if (random.Next(2) == 0)
            {
                Features.Add("smoothed labels");
                arguments.AddRange(["LabelSmoothing", 0.05 + (0.3 * random.NextDouble())]);
            }
        }

        var from = end.Name;
        if (classes)
            loss = Vary(loss, arguments, units);
        else if (loss is "MeanSquaredError" or "SigmoidBinaryCrossEntropy")
            (loss, from) = VaryElements(loss, trunk, end, arguments);
        network.Layer(loss, null, from, arguments: [.. arguments]);
    }

    private Entry Add(string kind, Entry x, int[] sizes, string roles, params object[] arguments) => Push(kind, [x], sizes, roles, null, [], arguments);

    private Entry AddBlock(string kind, Entry x, int[] sizes, string[] types, params object[] arguments) => Push(kind, [x], sizes, x.Roles, null, types, arguments);

    private Entry AddShared(string kind, Entry x, int last, string from, string[] types, object[] arguments) => Push(kind, [x], [.. x.Sizes[..^1], last], x.Roles, from, types, arguments);

    private Entry AddJoin(string kind, Entry[] sources, int[] sizes, string roles, params object[] arguments) => Push(kind, sources, sizes, roles, null, [], arguments);

    private Entry Push(string kind, Entry[] sources, int[] sizes, string roles, string? parametersFrom, string[] types, object[] arguments)
    {
        var name = "L" + Text(++names);
        var isNext = network.Layers.Count > 0 && sources.Length == 1 && sources[0] == Current && random.Next(2) == 0;
        network.Layer(kind, name, isNext ? string.Empty : string.Join(",", sources.Select(source => source.Name)), parametersFrom, types, arguments);
        read.UnionWith(sources.Select(source => source.Name));
        entries.Add(new Entry(name, sizes, roles, 1 + sources.Max(source => source.Depth)));
        return Current;
    }

    // Whether features or channels are not the last axis.
    private static bool EndsElsewhere(Entry x) => Math.Max(x.Roles.IndexOf('F'), x.Roles.IndexOf('C')) != x.Sizes.Length - 1;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
