using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>Parameters, buffers and an optimizer as they were at a time, to go back to.</summary>
internal sealed class TrainingSnapshot<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly FlatBuffer<T> parameters, buffers, savedParameters, savedBuffers;
    private readonly Optimizer<T> optimizer;
    private readonly double learningRate;
    private readonly long stepCount;
    private readonly ImmutableArray<double> numbers;
    private readonly FlatBuffer<T>[] state;

    public TrainingSnapshot(FlatBuffer<T> parameters, FlatBuffer<T> buffers, Optimizer<T> optimizer)
    {
        (this.parameters, this.buffers, this.optimizer) = (parameters, buffers, optimizer);
        (savedParameters, savedBuffers) = (parameters.Clone(), buffers.Clone());
        (learningRate, stepCount, numbers) = (optimizer.LearningRate, optimizer.StepCount, optimizer.GetNumbers());
        state = [.. optimizer.State().Select(buffer => buffer.Value.Clone())];
    }

    /// <summary>Goes back, bit for bit; any number of times.</summary>
    public void Restore()
    {
        parameters.CopyFrom(savedParameters);
        buffers.CopyFrom(savedBuffers);
        optimizer.Restore(parameters.Layout, stepCount);
        foreach ((KeyValuePair<string, FlatBuffer<T>> buffer, FlatBuffer<T> saved) in optimizer.State().Zip(state))
            buffer.Value.CopyFrom(saved);
        optimizer.SetNumbers(numbers);
        optimizer.LearningRate = learningRate;
    }
}
