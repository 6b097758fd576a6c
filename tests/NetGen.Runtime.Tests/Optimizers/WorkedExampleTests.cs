namespace NetGen.Tests.Optimizers;

/// <summary>Small cases with known numbers.</summary>
public class WorkedExampleTests
{
    [Fact]
    public void Nesterov_by_looking_ahead()
    {
        // x = 0.5, target 1, loss ½(ŷ − 1)², one sigmoid; momentum so far 0.8 for both parameters. This text looks βu ahead.
        const double X = 0.5, Beta = 0.9, Rate = 0.1;
        BufferLayout layout = TestBuffers.Scalars(2);
        FlatBuffer<double> p = new(layout), g = new(layout), ahead = new(layout);
        var optimizer = new Sgd<double>(0, Beta);
        g.Span[0] = g.Span[1] = 0.8;
        optimizer.Step(p, g);
        optimizer.LearningRate = Rate;
        p.Span[0] = 2.5;
        p.Span[1] = 0;

        optimizer.LookAhead(p, ahead, distance: Beta);
        Assert.Equal(1.78, ahead.Span[0], 1e-12);
        Assert.Equal(-0.72, ahead.Span[1], 1e-12);
        double y = VectorMath.Sigmoid((ahead.Span[0] * X) + ahead.Span[1]);
        Assert.Equal(0.542397941, y, 1e-9);
        double δ = (y - 1) * y * (1 - y);
        g.Span[0] = δ * X;
        g.Span[1] = δ;
        Assert.Equal(-0.056788968, g.Span[0], 1e-9);
        Assert.Equal(-0.113577936, g.Span[1], 1e-9);
        optimizer.Step(p, g);
        Assert.Equal(0.663211032, optimizer.Velocity!.Span[0], 1e-9);
        Assert.Equal(2.433678897, p.Span[0], 1e-9);
    }

    [Fact]
    public void Nesterov_of_the_optimizer_is_looking_ahead_seen_from_the_points_ahead()
    {
        // L = ½ Σ cᵢ pᵢ², whose gradient depends on where it is taken.
        const double Beta = 0.9, Rate = 0.05;
        BufferLayout layout = TestBuffers.Scalars(5);
        FlatBuffer<double> textbook = TestBuffers.Random<double>(layout, 1), library = TestBuffers.Random<double>(layout, 1), ahead = new(layout), g = new(layout);
        var plain = new Sgd<double>(Rate, Beta);
        var nesterov = new Sgd<double>(Rate, Beta, nesterov: true);
        for (int step = 0; step < 100; step++)
        {
            plain.LookAhead(textbook, ahead, Rate * Beta);
            for (int i = 0; i < 5; i++)
            {
                Assert.Equal(ahead.Span[i], library.Span[i], 1e-12);
                g.Span[i] = (i + 1) * ahead.Span[i];
            }

            plain.Step(textbook, g);
            for (int i = 0; i < 5; i++)
                g.Span[i] = (i + 1) * library.Span[i];
            nesterov.Step(library, g);
        }
    }

    [Fact]
    public void The_rate_of_Adam_grows_on_a_zero_gradient()
    {
        BufferLayout layout = TestBuffers.Scalars();
        FlatBuffer<double> p = new(layout), g = new(layout);

        // β₁ = 0 leaves the gradient itself over the root of v̂; the second gradient is too small to matter to v.
        var optimizer = new Adam<double>(1, beta1: 0, epsilon: 1e-300);
        g.Span[0] = 1;
        optimizer.Step(p, g);
        Assert.Equal(0.001, optimizer.SecondMoment!.Span[0], 1e-12);
        Assert.Equal(-1, p.Span[0], 1e-12);
        p.Span[0] = 0;
        g.Span[0] = 1e-9;
        optimizer.Step(p, g);
        Assert.Equal(0.000999, optimizer.SecondMoment!.Span[0], 1e-12);
        Assert.Equal(0.499749875, optimizer.SecondMoment!.Span[0] / (1 - Math.Pow(0.999, 2)), 1e-9);
        Assert.Equal(-1.414567425, p.Span[0] / 1e-9, 1e-9);
    }

    [Fact]
    public void The_rate_of_AdaMax_grows_by_the_decay_of_the_maximum()
    {
        BufferLayout layout = TestBuffers.Scalars();
        FlatBuffer<double> p = new(layout), g = new(layout);

        // Without a first moment, as above; the second gradient is too small to be the maximum.
        var optimizer = new AdaMax<double>(1, beta1: 0, epsilon: 1e-300);
        g.Span[0] = 1;
        optimizer.Step(p, g);
        Assert.Equal(-1, p.Span[0], 1e-12);
        p.Span[0] = 0;
        g.Span[0] = 1e-9;
        optimizer.Step(p, g);
        Assert.Equal(0.999, optimizer.Maximum!.Span[0], 1e-12);
        Assert.Equal(-1.001001001, p.Span[0] / 1e-9, 1e-9);
    }

    [Fact]
    public void Full_decay_with_rate_one_zeroes_parameters_in_a_step()
    {
        // L̃ = L + ½α‖w‖² with α = 1, η = 1 and no gradient of L.
        FlatBuffer<double> p = TestBuffers.Random<double>(TestBuffers.Layout, 1);
        new Sgd<double>(1, weightDecay: 1).Step(p, new FlatBuffer<double>(TestBuffers.Layout));
        Assert.All(p.Span.ToArray(), value => Assert.Equal(0, value));
    }
}
