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
    /// <summary>With threads that share its work.</summary>
    public static SharedSubject<Wide, Large, float> SharedSubject(Parallelism team)
    {
        var network = new Wide(seed: 1);
        var session = network.CreateTrainingSession(Subject<float>.SharedSamples);
        return new(network, session, team)
        {
            Forward = session.Forward,
            BackwardOfOutputs = session.Backward,
        };
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
    /// <summary>With threads that share its work.</summary>
    public static SharedSubject<WideDouble, LargeDouble, double> SharedSubject(Parallelism team)
    {
        var network = new WideDouble(seed: 1);
        var session = network.CreateTrainingSession(Subject<double>.SharedSamples);
        return new(network, session, team)
        {
            Forward = session.Forward,
            BackwardOfOutputs = session.Backward,
        };
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

/// <summary>Normalizations.</summary>
[Network, Input(2, 5, 4), Conv2D(6, Kernel = 3), BatchNorm, ReLU, SpatialDropout(0.2), GroupNorm(2), LocalResponseNorm(3), InstanceNorm(TrackRunningStatistics = true)]
[Flatten, LayerNorm, Dense(5), BatchNorm(Affine = false), RMSNorm, Dense(3), SoftmaxCrossEntropy]
internal sealed partial class Normalized
{
    public static Subject<float> Subject()
    {
        var network = new Normalized(seed: 1);
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
