using System.Numerics;

namespace NetGen;

/// <summary>
/// What every generated network is, so that training loops and tools need no reflection. Prediction reads parameters and
/// buffers only: any number of threads may predict at once while none trains that network.
/// </summary>
/// <typeparam name="TSelf">The network.</typeparam>
/// <typeparam name="TScalar">Its floating-point type.</typeparam>
public interface INetwork<TSelf, TScalar>
    where TSelf : class, INetwork<TSelf, TScalar>
    where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
{
    /// <summary>What the network takes, gives and stores.</summary>
    [RealTime]
    static abstract NetworkSignature Signature { get; }

    /// <summary>Makes a network with initialized parameters.</summary>
    /// <param name="seed">Equal seeds give equal parameters.</param>
    /// <returns>The network.</returns>
    static abstract TSelf Create(ulong seed);

    /// <summary>The parameters.</summary>
    [RealTime]
    FlatBuffer<TScalar> Parameters { get; }

    /// <summary>The buffers.</summary>
    [RealTime]
    FlatBuffer<TScalar> Buffers { get; }

    /// <summary>Computes the outputs of a batch.</summary>
    /// <param name="batch">The inputs; targets are not read.</param>
    /// <param name="outputs">An output slot each, sample-major, exactly as long as the batch needs.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    [RealTime]
    void Predict(scoped Batch<TScalar> batch, ReadOnlySpan<Memory<TScalar>> outputs);

    /// <summary>Computes the outputs of a batch with several threads: the same bits as with one.</summary>
    /// <param name="batch">The inputs; targets are not read.</param>
    /// <param name="outputs">An output slot each, sample-major, exactly as long as the batch needs.</param>
    /// <param name="parallelism">The threads, or null for the calling one alone.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    void Predict(scoped Batch<TScalar> batch, ReadOnlySpan<Memory<TScalar>> outputs, Parallelism? parallelism) => Predict(batch, outputs);

    /// <summary>The mean loss of a batch, without a backward pass and with dropout off.</summary>
    /// <param name="batch">Inputs and targets.</param>
    /// <returns>The loss; 0 for an empty batch.</returns>
    /// <exception cref="InvalidOperationException">The network declares no loss.</exception>
    [RealTime]
    TScalar Evaluate(scoped Batch<TScalar> batch);

    /// <summary>The mean loss of a batch by several threads, without a backward pass and with dropout off: the same bits as by one.</summary>
    /// <param name="batch">Inputs and targets.</param>
    /// <param name="parallelism">The threads, or null for the calling one alone.</param>
    /// <returns>The loss; 0 for an empty batch.</returns>
    /// <exception cref="InvalidOperationException">The network declares no loss.</exception>
    TScalar Evaluate(scoped Batch<TScalar> batch, Parallelism? parallelism) => Evaluate(batch);

    /// <summary>Makes the memory to train the network with.</summary>
    /// <param name="capacity">The largest number of samples of a batch.</param>
    /// <returns>The session.</returns>
    ITrainingSession<TScalar> CreateTrainingSession(int capacity);
}

/// <summary>The memory of a training run: activations that the backward pass needs, and gradients. To be called by one thread at a time.</summary>
/// <typeparam name="TScalar">The network's floating-point type.</typeparam>
public interface ITrainingSession<TScalar> : IDisposable
    where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
{
    /// <summary>The largest number of samples of a batch.</summary>
    int Capacity { get; }

    /// <summary>The gradients of the mean loss, a tensor a parameter.</summary>
    FlatBuffer<TScalar> Gradients { get; }

    /// <summary>
    /// Keys the randomness of dropout together with <see cref="Step"/>, the layer and the sample.
    /// </summary>
    ulong Seed { get; set; }

    /// <summary>How many forward passes were made; set it to continue or repeat a run.</summary>
    ulong Step { get; set; }

    /// <summary>
    /// The threads that share the work of a step; null, as at first, for the calling one alone. Losses and gradients are the same bits for
    /// any number of threads. Batches of fewer than 32 samples are not shared. Setting it allocates working memory for each thread; the group
    /// stays the caller's to dispose of. A session written by hand that cannot share leaves this as it is: null, whatever is set.
    /// </summary>
    Parallelism? Parallelism
    {
        get => null;
        set
        {
        }
    }

    /// <summary>Computes the mean loss and overwrites <see cref="Gradients"/> with its gradients.</summary>
    /// <param name="batch">Inputs and targets.</param>
    /// <returns>The mean loss.</returns>
    TScalar Backward(scoped Batch<TScalar> batch);

    /// <summary>Computes the mean loss and adds its gradients to <see cref="Gradients"/>.</summary>
    /// <param name="batch">Inputs and targets.</param>
    /// <returns>The mean loss.</returns>
    TScalar Accumulate(scoped Batch<TScalar> batch);

    /// <summary>
    /// Finds where numbers that are not finite begin: makes the forward pass of the last step again, with the same dropout, and looks
    /// at the values that it keeps for the backward pass. Not fast; for telling what went wrong. <see cref="Gradients"/> and
    /// <see cref="Step"/> stay as they are.
    /// </summary>
    /// <param name="batch">The inputs and targets of the last step.</param>
    /// <returns>
    /// The path of the first layer that may have computed such a value: it, or one that follows directly and whose values together with
    /// its own are kept as one. Null if all that is kept is finite, or if the session cannot tell.
    /// </returns>
    string? FindNonFinite(scoped Batch<TScalar> batch) => null;
}
