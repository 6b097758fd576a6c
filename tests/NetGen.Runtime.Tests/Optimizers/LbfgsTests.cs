using System.Numerics;

namespace NetGen.Tests.Optimizers;

public sealed class LbfgsTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("netgen-lbfgs-").FullName;

    private string Path => System.IO.Path.Combine(directory, "state.safetensors");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Rosenbrocks_valley_is_walked_to_its_end()
    {
        var valley = new Rosenbrock<double>(10);
        var optimizer = new Lbfgs<double>(maxIterations: 200, gradientTolerance: 1e-9, changeTolerance: 0);
        double before = optimizer.Step(valley.Parameters, valley.Gradients, valley.Loss);
        Assert.True(before > 1);
        Assert.All(valley.Parameters.Span[..10].ToArray(), value => Assert.Equal(1, value, 1e-8));
        Assert.Equal(valley.Calls, optimizer.Evaluations);
        Assert.InRange(optimizer.Iterations, 10, 199);
        TestBuffers.AssertPaddingIsZero(valley.Parameters);
    }

    [Fact]
    public void Each_point_satisfies_the_strong_Wolfe_conditions()
    {
        var valley = new Rosenbrock<double>(10);
        var optimizer = new Lbfgs<double>(maxIterations: 1, maxEvaluations: 100);
        int steps = 0;
        for (; steps < 30; steps++)
        {
            double[] from = valley.Parameters.Span.ToArray();
            double loss = valley.Loss();
            double[] gradient = valley.Gradients.Span.ToArray();
            if (gradient.Max(Math.Abs) < 1e-3)
                break;
            optimizer.Step(valley.Parameters, valley.Gradients, valley.Loss);
            double newLoss = valley.Loss();
            double[] newGradient = valley.Gradients.Span.ToArray(), change = [.. from.Select((value, i) => valley.Parameters.Span[i] - value)];
            double slope = Dot(gradient, change), newSlope = Dot(newGradient, change);
            Assert.True(slope < 0);
            Assert.True(newLoss <= loss + (1e-4 * slope));
            Assert.True(Math.Abs(newSlope) <= 0.9 * Math.Abs(slope));
        }

        Assert.InRange(steps, 8, 30);
        Assert.Equal(steps, optimizer.Iterations);

        static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
    }

    [Fact]
    public void With_all_of_the_history_a_quadratic_is_solved_in_few_iterations()
    {
        // ½ Σ cᵢpᵢ² of six different curvatures, and no more iterations than a few times that.
        FlatBuffer<double> parameters = TestBuffers.Random<double>(TestBuffers.Scalars(6), 1), gradients = new(parameters.Layout);
        var optimizer = new Lbfgs<double>(maxIterations: 30, gradientTolerance: 1e-10, changeTolerance: 0);
        optimizer.Step(parameters, gradients, () =>
        {
            double loss = 0;
            for (int i = 0; i < 6; i++)
            {
                gradients.Span[i] = (i + 1) * parameters.Span[i];
                loss += gradients.Span[i] * parameters.Span[i] / 2;
            }

            return loss;
        });
        Assert.All(parameters.Span.ToArray(), value => Assert.Equal(0, value, 1e-10));
        Assert.InRange(optimizer.Iterations, 5, 29);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Saved_and_loaded_it_goes_on_with_the_same_bits(int stop)
    {
        Lbfgs<float> Make() => new(maxIterations: 3, historySize: 4);
        Rosenbrock<float> whole = new(20), parted = new(20);
        Lbfgs<float> one = Make(), first = Make();
        for (int i = 0; i < 12; i++)
            one.Step(whole.Parameters, whole.Gradients, whole.Loss);
        for (int i = 0; i < stop; i++)
            first.Step(parted.Parameters, parted.Gradients, parted.Loss);
        first.Save(Path);

        Lbfgs<float> rest = Make();
        rest.Load(Path, parted.Parameters);
        Assert.Equal(first.Evaluations, rest.Evaluations);
        for (int i = stop; i < 12; i++)
            rest.Step(parted.Parameters, parted.Gradients, parted.Loss);
        Assert.Equal(whole.Parameters.Span.ToArray(), parted.Parameters.Span.ToArray());
        Assert.Equal(one.Iterations, rest.Iterations);
        Assert.Equal(one.Evaluations, rest.Evaluations);
    }

    [Fact]
    public void A_state_of_something_else_is_refused()
    {
        Rosenbrock<float> valley = new(20), other = new(30);
        var optimizer = new Lbfgs<float>(maxIterations: 5);
        Assert.Throws<InvalidOperationException>(() => optimizer.Save(Path));
        optimizer.Step(valley.Parameters, valley.Gradients, valley.Loss);
        optimizer.Save(Path);
        Refused("it is for 32 elements of 'w' [20]; the parameters are 32 elements of 'w' [30]", new Lbfgs<float>(), other.Parameters);
        Refused("this optimizer keeps 2", new Lbfgs<float>(historySize: 2), valley.Parameters);
        var inDouble = new Lbfgs<double>();
        Assert.Contains("does not belong there", Assert.Throws<WeightFileException>(() => inDouble.Load(Path, new Rosenbrock<double>(20).Parameters)).Message, StringComparison.Ordinal);
        Assert.Equal(0, inDouble.Iterations);
        byte[] bytes = File.ReadAllBytes(Path);
        File.WriteAllBytes(Path, bytes[..^1]);
        Assert.Throws<WeightFileException>(() => new Lbfgs<float>().Load(Path, valley.Parameters));

        void Refused(string expected, Lbfgs<float> by, FlatBuffer<float> parameters) =>
            Assert.Contains(expected, Assert.Throws<WeightFileException>(() => by.Load(Path, parameters)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Frozen_tensors_stay_and_the_others_go_where_they_would_without_them()
    {
        // The bias takes no part in the loss of the weights, so the weights go as if it were not there.
        FlatBuffer<double> parameters = TestBuffers.Random<double>(TestBuffers.Layout, 1), alone = parameters.Clone(), gradients = new(parameters.Layout);
        double[] bias = parameters["Dense1.bias"].ToArray();
        var optimizer = new Lbfgs<double> { Frozen = ["Dense1.bias"] };
        optimizer.Step(parameters, gradients, () => Loss(parameters, biasToo: true));
        Assert.Equal(bias, parameters["Dense1.bias"].ToArray());
        new Lbfgs<double>().Step(alone, gradients, () => Loss(alone, biasToo: false));
        Assert.Equal(alone["Dense1.weight"].ToArray(), parameters["Dense1.weight"].ToArray());
        TestBuffers.AssertPaddingIsZero(parameters);
        Assert.Contains("Reset", Assert.Throws<InvalidOperationException>(() => optimizer.Frozen = []).Message, StringComparison.Ordinal);
        optimizer.Reset();
        optimizer.Frozen = ["Dense7"];
        Assert.Contains("no layer or tensor 'Dense7' to freeze", Assert.Throws<ArgumentException>(() => optimizer.Step(parameters, gradients, () => 0)).Message, StringComparison.Ordinal);

        double Loss(FlatBuffer<double> p, bool biasToo)
        {
            double loss = 0;
            for (int t = 0; t < 2; t++)
            {
                for (int i = 0; i < p[t].Length; i++)
                {
                    int place = p.Layout.Tensors[t].PositionOf(i);
                    double value = p.Span[place] - (i % 3);
                    gradients.Span[place] = t == 0 || biasToo ? value * value * value : 0;
                    if (t == 0)
                        loss += value * value * value * value / 4;
                }
            }

            return loss;
        }
    }

    [Fact]
    public void A_reset_starts_anew()
    {
        Rosenbrock<double> one = new(10), other = new(10);
        var optimizer = new Lbfgs<double>(maxIterations: 5);
        optimizer.Step(one.Parameters, one.Gradients, one.Loss);
        double[] expected = one.Parameters.Span.ToArray();
        optimizer.Reset();
        Assert.Equal(0, optimizer.Iterations);
        optimizer.Step(other.Parameters, other.Gradients, other.Loss);
        Assert.Equal(expected, other.Parameters.Span.ToArray());
    }

    [Fact]
    public void Where_the_gradient_is_zero_nothing_happens()
    {
        var valley = new Rosenbrock<double>(4);
        valley.Parameters.Span[..4].Fill(1);
        var optimizer = new Lbfgs<double>();
        Assert.Equal(0, optimizer.Step(valley.Parameters, valley.Gradients, valley.Loss));
        Assert.Equal((0, 1), (optimizer.Iterations, optimizer.Evaluations));
    }

    [Fact]
    public void A_loss_that_is_infinite_beyond_a_wall_is_approached_from_inside()
    {
        // −log(1 − p) − log p, from near the left wall: the first steps lead beyond the right one. At the bottom the slope is 8(p − ½), so
        // that the tolerance of the gradient says how near the end is; no change is too small to go on.
        const double Tolerance = 1e-9;
        FlatBuffer<double> parameters = new(TestBuffers.Scalars()), gradients = new(parameters.Layout);
        parameters.Span[0] = 1e-3;
        var optimizer = new Lbfgs<double>(learningRate: 1000, maxIterations: 30, maxEvaluations: 1000, gradientTolerance: Tolerance, changeTolerance: 0);
        optimizer.Step(parameters, gradients, () =>
        {
            double p = parameters.Span[0];
            gradients.Span[0] = (1 / (1 - p)) - (1 / p);
            return p is > 0 and < 1 ? -Math.Log(1 - p) - Math.Log(p) : double.NaN;
        });
        Assert.Equal(0.5, parameters.Span[0], Tolerance / 8);
        Assert.InRange(optimizer.Iterations, 2, 29);
    }

    [Fact]
    public void It_keeps_as_many_bytes_as_its_page_says()
    {
        const int Count = 100_000, History = 3;
        var valley = new Rosenbrock<float>(Count);
        var optimizer = new Lbfgs<float>(maxIterations: 1, historySize: History);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 6; i++)
            optimizer.Step(valley.Parameters, valley.Gradients, valley.Loss);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(OptimizersPageTests.LbfgsBytes(History), (double)bytes / Count, 0.5);

        before = GC.GetAllocatedBytesForCurrentThread();
        optimizer.Step(valley.Parameters, valley.Gradients, valley.Loss);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Fact]
    public void Arguments_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("learningRate", () => new Lbfgs<float>(0));
        Assert.Throws<ArgumentOutOfRangeException>("learningRate", () => new Lbfgs<float>(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>("maxIterations", () => new Lbfgs<float>(maxIterations: 0));
        Assert.Throws<ArgumentOutOfRangeException>("maxEvaluations", () => new Lbfgs<float>(maxEvaluations: 0));
        Assert.Throws<ArgumentOutOfRangeException>("gradientTolerance", () => new Lbfgs<float>(gradientTolerance: -1));
        Assert.Throws<ArgumentOutOfRangeException>("changeTolerance", () => new Lbfgs<float>(changeTolerance: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("historySize", () => new Lbfgs<float>(historySize: 0));
        Assert.Equal((25, 1), (new Lbfgs<float>().MaxEvaluations, new Lbfgs<float>(maxIterations: 1).MaxEvaluations));
        var valley = new Rosenbrock<float>(4);
        Assert.Throws<ArgumentException>("gradients", () => new Lbfgs<float>().Step(valley.Parameters, valley.Parameters, valley.Loss));
        var optimizer = new Lbfgs<float>();
        optimizer.Step(valley.Parameters, valley.Gradients, valley.Loss);
        var other = new Rosenbrock<float>(5);
        Assert.Contains("Reset", Assert.Throws<ArgumentException>("parameters", () => optimizer.Step(other.Parameters, other.Gradients, other.Loss)).Message, StringComparison.Ordinal);
    }

    // Σ 10(pᵢ₊₁ − pᵢ²)² + (1 − pᵢ)² over pairs, least where all are 1.
    private sealed class Rosenbrock<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public Rosenbrock(int count)
        {
            Parameters = new FlatBuffer<T>(TestBuffers.Scalars(count));
            Gradients = new FlatBuffer<T>(Parameters.Layout);
            for (int i = 0; i < count; i++)
                Parameters.Span[i] = T.CreateChecked(i % 2 == 0 ? -1.2 : 1);
        }

        public FlatBuffer<T> Parameters { get; }

        public FlatBuffer<T> Gradients { get; }

        public long Calls { get; private set; }

        public T Loss()
        {
            Calls++;
            Span<T> p = Parameters.Span, g = Gradients.Span;
            g.Clear();
            T loss = T.Zero, ten = T.CreateChecked(10), two = T.CreateChecked(2);
            for (int i = 0; i + 1 < Parameters.Layout.Count; i += 2)
            {
                T off = p[i + 1] - (p[i] * p[i]), rest = T.One - p[i];
                loss += (ten * off * off) + (rest * rest);
                g[i] -= (two * two * ten * off * p[i]) + (two * rest);
                g[i + 1] += two * ten * off;
            }

            return loss;
        }
    }
}
