using System.Globalization;
using NetGen.Generator.Graph;
using NetGen.Generator.Model;
using NetGen.Generator.Operators;
using NetGen.Generator.Passes;

namespace NetGen.Compiler.Tests;

/// <summary>Generated code with and without the optimizing passes equals the interpreter on networks that nobody thought of.</summary>
public sealed class RandomArchitectureTests
{
    private const int Count = RandomArchitecture.FirstSpatial + 100;
    private const int Together = 20;
    private const int Shared = 4; // One architecture of so many is run by several threads, too.
    private const double Tolerance = 1e-12;
    private const double Kink = 1e-6;
    private const double Rounding = 1e-10; // Products of several values are small, and most of these functions have a kink at 0.
    private const int Attempts = 30;

    public static TheoryData<int> Batches => [.. Enumerable.Range(0, Count / Together)];

    [Fact]
    public void TheUnionCoversEveryLayerAndForm()
    {
        var features = Enumerable.Range(0, Count).SelectMany(seed => new RandomArchitecture(seed).Features).ToHashSet();

        // A layer of the user's own is code that no interpreter knows.
        Assert.Empty(LayerDefinition.All.Keys.Append("Output").Concat(RandomArchitecture.Forms).Except(features).Except(["Custom"]));
    }

    [Fact]
    public void NoneIsDeeperThanEightLayers() =>
        Assert.All(Enumerable.Range(0, Count), seed => Assert.InRange(new RandomArchitecture(seed).Depth, 1, 8));

    [Theory]
    [MemberData(nameof(Batches))]
    public void OptimizedEqualsUnoptimizedEqualsInterpreted(int batch)
    {
        var seeds = Enumerable.Range(batch * Together, Together).ToArray();
        var specs = seeds.Select(seed => new RandomArchitecture(seed).Spec).ToArray();
        var drivers = NetworkCompilation.Compile([.. specs.SelectMany(spec => new[] { (spec, true), (spec, false) })]);
        for (var i = 0; i < specs.Length; i++)
        {
            Compare(seeds[i], specs[i], drivers[2 * i], drivers[(2 * i) + 1]);
            if (i % Shared == 0)
                CompareThreads(seeds[i], specs[i], drivers[2 * i]);
        }
    }

    /// <summary>Why <see cref="Draw"/> avoids probabilities that vanish: behind a softmax the loss is exact only where the two are fused.</summary>
    [Theory]
    [InlineData(60, 60, 60)]
    [InlineData(200, 200, 85.19565)] // −ln 1e-37
    public void ALossOnVanishingProbabilitiesIsCutOffUnlessItIsFused(double margin, double fused, double separate)
    {
        var spec = new Architecture().Input("input", [2]).Layer("Softmax").Layer("CrossEntropy").Spec(isDouble: true);
        double Loss(bool optimize) => new Interpreted(spec, optimize).Evaluate(new Dictionary<string, double[]>(), [[0, margin]], [[0]], 1);
        Assert.Equal(fused, Loss(optimize: true), 5);
        Assert.Equal(separate, Loss(optimize: false), 5);
    }

    private static void Compare(int seed, NetworkSpec spec, INetworkDriver optimized, INetworkDriver unoptimized)
    {
        var about = $"architecture {seed.ToString(CultureInfo.InvariantCulture)}:\n{Architecture.Describe(spec)}\n";
        var truth = new Interpreted(spec);
        var passes = new Interpreted(spec, optimize: true).Passes;
        Assert.Superset(PassPipeline.Optimizations.Select(pass => pass.Name).ToHashSet(), passes);
        Assert.Equal(optimized.Parameters.Keys, truth.Network.Parameters.Select(parameter => parameter.Tensor!.Path).Order(StringComparer.Ordinal));

        var random = new Random(seed);
        // Statistics of a batch need two samples where a channel has one position.
        int count = Math.Max(random.Next(1, 10), truth.Programs.Train!.Graph.Nodes.Max(node => node.Operator.LeastSamples)), capacity = count + random.Next(4);
        ulong step = (ulong)random.Next(100);
        uint Word(int layer, int sample, int element) => Philox.Block((ulong)seed, (uint)element / 4, (uint)sample, (uint)layer, (uint)step)[element];
        var (data, parameters) = Draw(truth, optimized.Parameters, count, random, Word);
        var outputs = truth.Predict(parameters, data.Inputs, count);
        var evaluated = truth.Evaluate(parameters, data.Inputs, data.Targets, count);
        var trained = truth.Train(parameters, data.Inputs, data.Targets, count, Word);
        var differentiated = truth.Differentiate(parameters, data.Inputs, data.OutputGradients, count, Word);
        foreach (var (name, driver) in new[] { ("optimized", optimized), ("unoptimized", unoptimized) })
        {
            driver.Parameters = parameters;
            driver.Start(capacity, (ulong)seed, 0);
            driver.Buffers = truth.InitialBuffers();
            Equality.AssertEqual($"{about}{name} output", driver.Predict(data.Inputs, count), outputs, Tolerance);
            Equality.AssertEqual($"{about}{name} loss", [driver.Evaluate(data.Inputs, data.Targets, count)], [evaluated], Tolerance);
            Equality.AssertEqual($"{about}{name} loss in training", [driver.Backward(data.Inputs, data.Targets, count, step)], [trained.Loss], Tolerance);
            Equality.AssertEqual($"{about}{name} gradient of", driver.Gradients, trained.Gradients, Tolerance);
            driver.Backward(data.Inputs, data.Targets, count, step, accumulate: true);
            Equality.AssertEqual($"{about}{name} accumulated gradient of", driver.Gradients, Twice(trained.Gradients), Tolerance);
            Equality.AssertEqual($"{about}{name} output in training", driver.Forward(data.Inputs, count, step), differentiated.Outputs, Tolerance);
            driver.Backward(data.OutputGradients);
            Equality.AssertEqual($"{about}{name} gradient of the caller's loss for", driver.Gradients, differentiated.Gradients, Tolerance);
        }
    }

    private static void CompareThreads(int seed, NetworkSpec spec, INetworkDriver driver)
    {
        var random = new Random(seed);
        var count = random.Next(32, 100);
        var truth = new Interpreted(spec);
        var data = new RandomData(truth.Network, count, random, 1);
        driver.Start(count + random.Next(4), (ulong)seed, 0);
        var alone = Results(null);
        foreach (var threads in new[] { 2, 3 })
        {
            using var team = new Parallelism(threads);
            var shared = Results(team);
            for (var i = 0; i < alone.Length; i++)
                Assert.True(alone[i].AsSpan().SequenceEqual(shared[i]), $"architecture {seed.ToString(CultureInfo.InvariantCulture)} on {threads.ToString(CultureInfo.InvariantCulture)} threads:\n{Architecture.Describe(spec)}");
        }

        double[][] Results(Parallelism? team)
        {
            driver.Parallelism = team;
            driver.Buffers = truth.InitialBuffers();
            var outputs = driver.Predict(data.Inputs, count);
            var losses = new[] { driver.Evaluate(data.Inputs, data.Targets, count), driver.Backward(data.Inputs, data.Targets, count, 5), driver.Backward(data.Inputs, data.Targets, count, 6, accumulate: true) };
            var gradients = driver.Gradients.Values.ToArray();
            var trained = driver.Forward(data.Inputs, count, 7);
            driver.Backward(data.OutputGradients);
            return [.. outputs, losses, .. gradients, .. trained, .. driver.Gradients.Values, .. driver.Buffers.Values];
        }
    }

    // Rounding may put the optimized and the unoptimized network on different sides of a kink; such points are drawn again,
    // smaller each time: where products of large numbers saturate a softmax, the losses on probabilities are cut off, which
    // their fused forms are not. The parameters shrink too: what is normalized does not get smaller with the inputs.
    private static (RandomData Data, SortedDictionary<string, double[]> Parameters) Draw(
        Interpreted truth, SortedDictionary<string, double[]> initial, int count, Random random, Func<int, int, int, uint> word)
    {
        var scale = 1.0;
        for (var attempt = 0; attempt < Attempts; attempt++, scale *= 0.8)
        {
            var parameters = new SortedDictionary<string, double[]>(initial.ToDictionary(pair => pair.Key, pair => pair.Value.Select(value => scale * value).ToArray()), StringComparer.Ordinal);
            var data = new RandomData(truth.Network, count, random, scale);
            var graph = truth.Programs.Train!.Graph;
            var values = Interpreted.Run(graph, parameters, data.Inputs, data.Targets, [], count, word);
            var predicted = Interpreted.Run(truth.Programs.Predict.Graph, parameters, data.Inputs, [], [], count, null);
            if (!HasKink(graph, values) && !HasKink(truth.Programs.Predict.Graph, predicted))
                return (data, parameters);
        }

        throw new InvalidOperationException($"All of {Attempts.ToString(CultureInfo.InvariantCulture)} points lie at a kink:\n{GraphPrinter.Print(truth.Programs.Train!.Graph)}");
    }

    private static bool HasKink(NetworkGraph graph, IReadOnlyDictionary<Value, Tensor> values) => graph.Nodes.Any(node => node.Operator switch
    {
        // What dropout set to exactly 0 is 0 in all of them, and what began as an integer is one.
        ReLU or LeakyReLU or RReLU or LearnedActivation { Kind: "PReLU" } or GatedLinearUnit { Gate: ReLU } => values[node.Inputs[0]].Data.Any(x => x != 0 && Math.Abs(x) < Kink),
        FormulaActivation f => values[node.Inputs[0]].Data.Any(x => x != Math.Round(x) && Math.Abs(SlopeAt(f, x + Rounding) - SlopeAt(f, x - Rounding)) + Math.Abs(f.Value(x + Rounding) - f.Value(x - Rounding)) > 1e-3),
        MaxPool pool => HasRivals(pool.Grid, values[node.Inputs[0]].Data),
        Maxout maxout => HasRivals(values[node.Inputs[0]], maxout.Pieces),
        CrossEntropy => values[node.Inputs[0]].Data.Any(p => p < 1e-30),
        // ln(1 − p) loses the digits that 1 − p has lost.
        BinaryCrossEntropy => values[node.Inputs[0]].Data.Any(p => p < 1e-9 || 1 - p < 1e-2),
        _ => false,
    });

    private static double SlopeAt(FormulaActivation f, double x) => f.Slope(f.SlopeFromOutput ? f.Value(x) : x);

    // Whether the largest elements of a window are so close that rounding decides; those that are equal are equal everywhere.
    private static bool HasRivals(WindowGrid grid, double[] x) => Enumerable.Range(0, x.Length / grid.Size).Any(plane => grid.Taps().GroupBy(tap => tap.Window).Any(window =>
    {
        var elements = window.Select(tap => x[(plane * grid.Size) + tap.At]).OrderDescending().Distinct().ToArray();
        return elements.Length > 1 && elements[0] - elements[1] < Kink;
    }));

    private static bool HasRivals(Tensor x, int pieces)
    {
        // Wherever the channels stand, those of one place are as far apart as the axis says.
        var axis = ChannelAxis.Of(x.Shape);
        return Enumerable.Range(0, x.Data.Length).GroupBy(i => (i / (axis.Inner * axis.Channels), axis.ChannelOf(i) / pieces, i % axis.Inner)).Any(group =>
        {
            var elements = group.Select(i => x[i]).OrderDescending().Distinct().ToArray();
            return elements.Length > 1 && elements[0] - elements[1] < Kink;
        });
    }

    private static SortedDictionary<string, double[]> Twice(SortedDictionary<string, double[]> gradients) =>
        new(gradients.ToDictionary(pair => pair.Key, pair => pair.Value.Select(value => 2 * value).ToArray()), StringComparer.Ordinal);
}
