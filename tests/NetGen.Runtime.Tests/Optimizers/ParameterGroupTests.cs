namespace NetGen.Tests.Optimizers;

public class ParameterGroupTests
{
    // Plain descent of rate 0.5 by gradients of 1: a tensor's change is its rate, of decay λ and parameters of 1 its rate times 1 + λ.
    private const double Rate = 0.5;

    private static BufferLayout Layout { get; } = Make(
        ("Dense1.weight", [3, 7], Initializer.Default),
        ("Dense1.bias", [3], Initializer.Zeros),
        ("Block1.0.LayerNorm1.weight", [2, 5], Initializer.Ones),
        ("Block1.0.LayerNorm1.bias", [2, 5], Initializer.Zeros),
        ("Block1.0.Dense1.weight", [4, 3], Initializer.Default),
        ("Block1.1.Dense1.weight", [4, 3], Initializer.Default),
        ("Gru1.bias_ih_l0", [9], Initializer.Default),
        ("PReLU1.weight", [1], Initializer.Constant));

    public static TheoryData<string, ParameterGroup[], double[]> Choices => new()
    {
        { "none", [], [1, 1, 1, 1, 1, 1, 1, 1] },
        { "a layer", [new("Dense1") { LearningRateFactor = 0.1 }], [0.1, 0.1, 1, 1, 1, 1, 1, 1] },
        { "a tensor", [new("Dense1.bias") { LearningRateFactor = 0.1 }], [1, 0.1, 1, 1, 1, 1, 1, 1] },
        { "a block", [new("Block1") { LearningRateFactor = 0.1 }], [1, 1, 0.1, 0.1, 0.1, 0.1, 1, 1] },
        { "a tensor before its layer, whatever the order", [new("Dense1.bias") { LearningRateFactor = 0.1 }, new("Dense1") { LearningRateFactor = 3 }], [3, 0.1, 1, 1, 1, 1, 1, 1] },
        { "the inner block before the outer", [new("Block1") { LearningRateFactor = 3 }, new("Block1.0") { LearningRateFactor = 2 }, new() { LearningRateFactor = 0 }], [0, 0, 2, 2, 2, 3, 0, 0] },
        { "several names", [new("Dense1.weight", "Block1.1") { LearningRateFactor = 2 }], [2, 1, 1, 1, 1, 2, 1, 1] },
        { "biases", [new() { Kind = ParameterKind.Bias, LearningRateFactor = 2 }], [1, 2, 1, 2, 1, 1, 2, 1] },
        { "scales", [new() { Kind = ParameterKind.Scale, LearningRateFactor = 2 }], [1, 1, 2, 1, 1, 1, 1, 1] },
        { "vectors", [new() { Kind = ParameterKind.Vector, LearningRateFactor = 2 }], [1, 2, 1, 1, 1, 1, 2, 2] },
        { "biases of a block", [new("Block1") { Kind = ParameterKind.Bias, LearningRateFactor = 2 }], [1, 1, 1, 2, 1, 1, 1, 1] },
        { "biases before vectors", [new() { Kind = ParameterKind.Bias, LearningRateFactor = 2 }, new() { Kind = ParameterKind.Vector, LearningRateFactor = 3 }], [1, 2, 1, 2, 1, 1, 2, 3] },
        { "no decay of biases and scales", [new() { Kind = ParameterKind.Bias, WeightDecay = 0 }, new() { Kind = ParameterKind.Scale, WeightDecay = 0 }, new() { WeightDecay = 1 }], [2, 1, 1, 1, 2, 2, 1, 2] },
        { "each setting by itself", [new("Dense1") { LearningRateFactor = 3 }, new() { Kind = ParameterKind.Bias, WeightDecay = 0 }, new() { WeightDecay = 1 }], [6, 3, 2, 1, 2, 2, 1, 2] },
        { "twice the same", [new("Dense1") { LearningRateFactor = 3 }, new("Dense1") { LearningRateFactor = 3 }], [3, 3, 1, 1, 1, 1, 1, 1] },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public void Each_tensor_has_the_settings_of_the_group_that_names_it_most_precisely(string what, ParameterGroup[] groups, double[] expected)
    {
        var optimizer = new Sgd<double>(Rate) { Groups = [.. groups] };
        FlatBuffer<double> parameters = Ones();
        for (double rate = Rate; rate > 0.1; rate /= 2)
        {
            optimizer.LearningRate = rate;
            Fill(parameters);
            optimizer.Step(parameters, Ones());
            for (int i = 0; i < expected.Length; i++)
                Assert.All(parameters[i].ToArray(), value => Assert.Equal((what, 1 - (rate * expected[i])), (what, value)));
        }

        TestBuffers.AssertPaddingIsZero(parameters);
    }

    [Fact]
    public void The_optimizers_decay_is_that_of_the_rest()
    {
        var optimizer = new Sgd<double>(Rate, weightDecay: 1) { Groups = [new("Dense1") { WeightDecay = 0.5 }] };
        FlatBuffer<double> parameters = Ones();
        optimizer.Step(parameters, Ones());
        Assert.Equal(1 - (Rate * 1.5), parameters["Dense1.bias"][0]);
        Assert.Equal(1 - (Rate * 2), parameters["PReLU1.weight"][0]);
    }

    [Fact]
    public void Decoupled_decay_follows_the_groups_rate()
    {
        var optimizer = new AdamW<double>(0.1, weightDecay: 0.5) { Groups = [new("Dense1") { LearningRateFactor = 2 }, new("Gru1") { WeightDecay = 0 }] };
        FlatBuffer<double> parameters = Ones();
        optimizer.Step(parameters, new FlatBuffer<double>(Layout));
        Assert.Equal(1 - (0.2 * 0.5), parameters["Dense1.bias"][0]);
        Assert.Equal(1, parameters["Gru1.bias_ih_l0"][0]);
        Assert.Equal(1 - (0.1 * 0.5), parameters["PReLU1.weight"][0]);
    }

    [Fact]
    public void Rate_zero_leaves_parameters_and_goes_on_with_the_averages_where_freezing_does_not()
    {
        var optimizer = new Adam<double>(0.1) { Groups = [new("Dense1") { LearningRateFactor = 0 }], Frozen = ["Gru1"] };
        FlatBuffer<double> parameters = Ones();
        optimizer.Step(parameters, Ones());
        Assert.Equal(1, parameters["Dense1.bias"][0]);
        Assert.Equal(1, parameters["Gru1.bias_ih_l0"][0]);
        Assert.Equal(0.1, optimizer.FirstMoment!["Dense1.bias"][0], 1e-12);
        Assert.Equal(0, optimizer.FirstMoment!["Gru1.bias_ih_l0"][0]);

        // Groups may change between steps.
        optimizer.Groups = [];
        optimizer.Step(parameters, Ones());
        Assert.NotEqual(1, parameters["Dense1.bias"][0]);
    }

    [Fact]
    public void Mistakes_are_refused_at_the_step()
    {
        string unknown = Refused(new ParameterGroup("Dense2") { WeightDecay = 0 });
        Assert.Contains("There is no layer or tensor 'Dense2' to group; the tensors are 'Dense1.weight', 'Dense1.bias', 'Block1.0", unknown, StringComparison.Ordinal);
        Assert.Contains("'Dense'", Refused(new ParameterGroup("Dense1", "Dense") { WeightDecay = 0 }), StringComparison.Ordinal);
        string contradiction = Refused(new ParameterGroup("Dense1") { WeightDecay = 0 }, new ParameterGroup("Dense1") { WeightDecay = 1 });
        Assert.Contains("Two groups set the WeightDecay of tensor 'Dense1.weight'", contradiction, StringComparison.Ordinal);
        Assert.Equal("LearningRateFactor", Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGroup { LearningRateFactor = -1 }).ParamName);
        Assert.Equal("WeightDecay", Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGroup { WeightDecay = double.NaN }).ParamName);

        static string Refused(params ParameterGroup[] groups)
        {
            var optimizer = new Sgd<double>(Rate) { Groups = [.. groups] };
            FlatBuffer<double> parameters = Ones();
            string message = Assert.Throws<ArgumentException>(() => optimizer.Step(parameters, Ones())).Message;
            Assert.Equal(0, optimizer.StepCount);
            Assert.Equal(Ones().Span.ToArray(), parameters.Span.ToArray());
            return message;
        }
    }

    private static BufferLayout Make(params (string Name, int[] Shape, Initializer Initializer)[] tensors)
    {
        var layouts = new List<TensorLayout>();
        foreach ((string name, int[] shape, Initializer initializer) in tensors)
            layouts.Add(new TensorLayout(name, name, [.. shape], layouts.Sum(other => other.StorageLength), Packing.RowMajor, new TensorInitializer(initializer, 1, 1)));
        return new BufferLayout([.. layouts]);
    }

    private static FlatBuffer<double> Ones()
    {
        var buffer = new FlatBuffer<double>(Layout);
        Fill(buffer);
        return buffer;
    }

    private static void Fill(FlatBuffer<double> buffer)
    {
        for (int t = 0; t < buffer.Layout.Tensors.Length; t++)
            buffer[t].CopyFrom(Enumerable.Repeat(1.0, buffer[t].Length).ToArray());
    }
}
