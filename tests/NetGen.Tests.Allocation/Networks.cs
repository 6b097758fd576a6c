namespace NetGen.Tests.Allocation;

/// <summary>So small that a sample is predicted by straight-line code, without scratch.</summary>
[Network, Input(4), Dense(8), ReLU, Dropout(0.25), Dense(3), SoftmaxCrossEntropy]
internal sealed partial class Small
{
    public static Subject<float> Subject()
    {
        var network = new Small(seed: 1);
        var session = network.CreateTrainingSession(Subject<float>.Samples);
        return new(network.Parameters, session.Gradients, InputLength, OutputLength, network.scratch)
        {
            PredictOne = network.Predict,
            PredictBatch = network.Predict,
            Classify = network.Classify,
            Evaluate = network.Evaluate,
            Backward = session.Backward,
            Accumulate = session.Accumulate,
            Forward = session.Forward,
            BackwardOfOutputs = session.Backward,
        };
    }
}

/// <summary>The same in double.</summary>
[Network(Precision = Precision.Double), Input(4), Dense(8), ReLU, Dropout(0.25), Dense(3), SoftmaxCrossEntropy]
internal sealed partial class SmallDouble
{
    public static Subject<double> Subject()
    {
        var network = new SmallDouble(seed: 1);
        var session = network.CreateTrainingSession(Subject<double>.Samples);
        return new(network.Parameters, session.Gradients, InputLength, OutputLength, network.scratch)
        {
            PredictOne = network.Predict,
            PredictBatch = network.Predict,
            Classify = network.Classify,
            Evaluate = network.Evaluate,
            Backward = session.Backward,
            Accumulate = session.Accumulate,
            Forward = session.Forward,
            BackwardOfOutputs = session.Backward,
        };
    }
}

/// <summary>Too wide for straight-line code: every prediction needs scratch. Small all the same, so that it is quick without SIMD too.</summary>
[Network, Input(4), Dense(65), GELU, Dropout(0.25), Dense(3), Tanh, SoftmaxCrossEntropy]
internal sealed partial class Wide
{
    /// <summary>Calls whose work threads share.</summary>
    public static (Action Predict, Action Step) SharedCalls(Parallelism team)
    {
        const int Samples = 64;
        var network = new Wide(seed: 1);
        var session = network.CreateTrainingSession(Samples);
        session.Parallelism = team;
        var optimizer = new Adam<float>(1e-3) { Parallelism = team };
        var large = new Large(seed: 1);
        var gradients = large.CreateTrainingSession(1).Gradients;
        float[] inputs = new float[Samples * InputLength], outputs = new float[Samples * OutputLength];
        int[] labels = new int[Samples];
        return (
            () =>
            {
                network.Predict(inputs, outputs, Samples, team);
                network.Evaluate(inputs, labels, Samples, team);
            },
            () =>
            {
                session.Backward(inputs, labels, Samples);
                session.Accumulate(inputs, labels, Samples);
                session.Forward(inputs, outputs, Samples);
                session.Backward(outputs);
                optimizer.Step(large.Parameters, gradients);
            }
        );
    }

    public static Subject<float> Subject()
    {
        var network = new Wide(seed: 1);
        var session = network.CreateTrainingSession(Subject<float>.Samples);
        return new(network.Parameters, session.Gradients, InputLength, OutputLength, network.scratch)
        {
            PredictOne = network.Predict,
            PredictBatch = network.Predict,
            Classify = network.Classify,
            Evaluate = network.Evaluate,
            Backward = session.Backward,
            Accumulate = session.Accumulate,
            Forward = session.Forward,
            BackwardOfOutputs = session.Backward,
        };
    }
}

/// <summary>The same in double.</summary>
[Network(Precision = Precision.Double), Input(4), Dense(65), GELU, Dropout(0.25), Dense(3), Tanh, SoftmaxCrossEntropy]
internal sealed partial class WideDouble
{
    /// <summary>Calls whose work threads share.</summary>
    public static (Action Predict, Action Step) SharedCalls(Parallelism team)
    {
        const int Samples = 64;
        var network = new WideDouble(seed: 1);
        var session = network.CreateTrainingSession(Samples);
        session.Parallelism = team;
        var optimizer = new Adam<double>(1e-3) { Parallelism = team };
        var large = new LargeDouble(seed: 1);
        var gradients = large.CreateTrainingSession(1).Gradients;
        double[] inputs = new double[Samples * InputLength], outputs = new double[Samples * OutputLength];
        int[] labels = new int[Samples];
        return (
            () =>
            {
                network.Predict(inputs, outputs, Samples, team);
                network.Evaluate(inputs, labels, Samples, team);
            },
            () =>
            {
                session.Backward(inputs, labels, Samples);
                session.Accumulate(inputs, labels, Samples);
                session.Forward(inputs, outputs, Samples);
                session.Backward(outputs);
                optimizer.Step(large.Parameters, gradients);
            }
        );
    }

    public static Subject<double> Subject()
    {
        var network = new WideDouble(seed: 1);
        var session = network.CreateTrainingSession(Subject<double>.Samples);
        return new(network.Parameters, session.Gradients, InputLength, OutputLength, network.scratch)
        {
            PredictOne = network.Predict,
            PredictBatch = network.Predict,
            Classify = network.Classify,
            Evaluate = network.Evaluate,
            Backward = session.Backward,
            Accumulate = session.Accumulate,
            Forward = session.Forward,
            BackwardOfOutputs = session.Backward,
        };
    }
}

/// <summary>Convolutions in both directions, pools, padding and what makes pictures larger.</summary>
[Network, Input(2, 5, 4), Conv2D(4, Kernel = 3, Padding = 1, PaddingMode = PaddingMode.Circular), ReLU, MaxPool2D(2, Stride = 1), PixelShuffle(2)]
[ConvTranspose2D(2, Kernel = 2), Upsample(2, Mode = UpsampleMode.Bilinear), Crop(2), AveragePool2D(2), Flatten, Dense(3), SoftmaxCrossEntropy]
internal sealed partial class Convolutional
{
    public static Subject<float> Subject()
    {
        var network = new Convolutional(seed: 1);
        var session = network.CreateTrainingSession(Subject<float>.Samples);
        return new(network.Parameters, session.Gradients, InputLength, OutputLength, network.scratch)
        {
            PredictOne = network.Predict,
            PredictBatch = network.Predict,
            Classify = network.Classify,
            Evaluate = network.Evaluate,
            Backward = session.Backward,
            Accumulate = session.Accumulate,
            Forward = session.Forward,
            BackwardOfOutputs = session.Backward,
        };
    }
}

/// <summary>Promises more than it keeps.</summary>
[Network, Input(4), Dense(3)]
internal sealed partial class Leaking
{
    private object? kept;

    [RealTime]
    public void Leak() => kept = kept is null ? new object() : null;
}

/// <summary>So many parameters that threads share the optimizer's step.</summary>
[Network, Input(128), Dense(256)]
internal sealed partial class Large;

/// <summary>The same in double.</summary>
[Network(Precision = Precision.Double), Input(128), Dense(256)]
internal sealed partial class LargeDouble;
