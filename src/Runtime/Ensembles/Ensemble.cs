using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>
/// Networks of one class that predict together. The squared error of a mean of k predictions is V/k + (k − 1)C/k where theirs have
/// variance V and covariance C: the less alike they err, the more is gained. <see cref="Bagging"/> trains such networks.
/// </summary>
/// <typeparam name="TNetwork">The network.</typeparam>
/// <typeparam name="TScalar">Its floating-point type.</typeparam>
public class Ensemble<TNetwork, TScalar>
    where TNetwork : class, INetwork<TNetwork, TScalar>
    where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
{
    // Two for each thread that can run: one for a prediction, one for the result of a classification.
    private readonly EnsembleScratch<TScalar>?[] scratches = new EnsembleScratch<TScalar>?[2 * Environment.ProcessorCount];

    /// <summary>Puts networks together. They are not copied: what trains one of them changes the ensemble.</summary>
    /// <param name="networks">The networks, at least one.</param>
    /// <exception cref="ArgumentException">There is none, or one is null.</exception>
    public Ensemble(params IEnumerable<TNetwork> networks)
    {
        ArgumentNullException.ThrowIfNull(networks);
        Networks = [.. networks];
        if (Networks.IsEmpty)
            throw new ArgumentException("There are no networks; an ensemble needs at least one.", nameof(networks));
        int missing = Networks.IndexOf(null!);
        if (missing >= 0)
            throw new ArgumentException($"Network {missing} is null.", nameof(networks));
    }

    /// <summary>The networks.</summary>
    public ImmutableArray<TNetwork> Networks { get; }

    /// <summary>What is made of what the networks say; the mean of their outputs by default.</summary>
    /// <exception cref="ArgumentException">An output has no classes, whose probabilities or votes could be counted; or there is no such combination.</exception>
    public EnsembleCombination Combination
    {
        get;
        set
        {
            if (!Enum.IsDefined(value))
                throw new ArgumentException($"There is no combination {value}.", nameof(value));
            NetworkSignature signature = TNetwork.Signature;
            if (value != EnsembleCombination.Outputs && signature.Outputs.FirstOrDefault(output => output.Classes == 0) is { } numbers)
                throw new ArgumentException($"Output '{numbers.Name}' of network '{signature.Name}' has no classes, so there is no {(value == EnsembleCombination.Vote ? "vote" : "softmax")}. Combine the Outputs.", nameof(value));
            field = value;
        }
    }

    /// <summary>Computes what the ensemble makes of a batch. Allocates nothing after warm-up; any number of threads may predict at once.</summary>
    /// <param name="batch">The inputs; targets are not read.</param>
    /// <param name="outputs">An output slot each, sample-major, exactly as long as the batch needs.</param>
    /// <param name="parallelism">The threads that share the work of each network, or null for the calling one alone.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Predict(scoped Batch<TScalar> batch, ReadOnlySpan<Memory<TScalar>> outputs, Parallelism? parallelism = null)
    {
        NetworkSignature signature = TNetwork.Signature;
        NetworkGuard.CheckSlots(outputs.Length, signature.Outputs.Length, "outputs");
        for (int i = 0; i < outputs.Length; i++)
            NetworkGuard.CheckLength(outputs[i].Length, signature.Outputs[i].Length, batch.Count, signature.Outputs[i].Name);
        EnsembleScratch<TScalar> scratch = Rent();
        scratch.Resize(signature, batch.Count);
        for (int network = 0; network < Networks.Length; network++)
        {
            Networks[network].Predict(batch, scratch.Outputs, parallelism);
            for (int i = 0; i < outputs.Length; i++)
                EnsembleSum.Add(Combination, scratch.Outputs[i].Span, outputs[i].Span, signature.Outputs[i].Classes, network, Networks.Length);
        }

        Return(scratch);
    }

    /// <summary>Computes what the ensemble makes of a batch, for networks of one input of numbers and one output. Allocates nothing after warm-up.</summary>
    /// <param name="inputs">The inputs, sample after sample.</param>
    /// <param name="outputs">Where the outputs go, sample after sample.</param>
    /// <param name="count">How many samples.</param>
    /// <exception cref="ArgumentException">A length is wrong, or the network has other inputs and outputs.</exception>
    public void Predict(ReadOnlyMemory<TScalar> inputs, Memory<TScalar> outputs, int count)
    {
        var slot = new Slot<TScalar>(inputs);
        Predict(new Batch<TScalar>([slot], [], count), [outputs]);
    }

    /// <summary>The class of one sample: the index of the largest of what <see cref="Combination"/> says, the first of equal ones.</summary>
    /// <param name="input">The sample.</param>
    /// <returns>The index, from 0.</returns>
    /// <exception cref="ArgumentException">The length is wrong, or the network has other inputs and outputs.</exception>
    public int Classify(ReadOnlyMemory<TScalar> input)
    {
        EnsembleScratch<TScalar> scratch = Rent();
        scratch.ResizeResult(TNetwork.Signature.Outputs[0].Length);
        Predict(input, scratch.Result, 1);
        int best = Metrics.ArgMax<TScalar>(scratch.Result.Span);
        Return(scratch);
        return best;
    }

    /// <summary>What the ensemble makes of every sample of a data set, for <see cref="Metrics"/>.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="output">The ordinal of the output, for a network with several.</param>
    /// <param name="batchSize">How many samples to take at once.</param>
    /// <param name="parallelism">The threads that share the work of each network, or null for the calling one alone.</param>
    /// <returns>The values of the output, sample after sample.</returns>
    /// <exception cref="ArgumentException">The data set is empty or does not fit the network.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    public TScalar[] Predict(Dataset<TScalar> data, int output = 0, int batchSize = 256, Parallelism? parallelism = null)
    {
        TScalar[] result = [];
        for (int network = 0; network < Networks.Length; network++)
        {
            TScalar[] one = Trainer.Predict(Networks[network], data, output, batchSize, parallelism);
            if (network == 0)
                result = new TScalar[one.Length];
            EnsembleSum.Add(Combination, one, result, TNetwork.Signature.Outputs[output].Classes, network, Networks.Length);
        }

        return result;
    }

    /// <summary>
    /// Saves all networks to one safetensors file. The tensors of network i have its ordinal before their names, as <c>0.Dense1.weight</c>,
    /// which is how the <c>state_dict</c> of a PyTorch <c>ModuleList</c> names them.
    /// </summary>
    /// <param name="path">The file; it is replaced when all is written.</param>
    /// <exception cref="IOException">The file cannot be written; an old one is as it was.</exception>
    public void Save(string path)
    {
        (NetworkSignature signature, FlatBuffer<TScalar> parameters, FlatBuffer<TScalar> buffers) = EnsembleFile.Layout<TScalar>(TNetwork.Signature, Networks.Length);
        for (int i = 0; i < Networks.Length; i++)
        {
            Networks[i].Parameters.Span.CopyTo(EnsembleFile.Part(parameters, Networks[i].Parameters, i));
            Networks[i].Buffers.Span.CopyTo(EnsembleFile.Part(buffers, Networks[i].Buffers, i));
        }

        WeightFile.Save(path, signature, parameters, buffers);
    }

    /// <summary>Loads an ensemble from a file that <see cref="Save"/> wrote; how many networks there are, the file says.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The ensemble, with the mean of outputs as its combination.</returns>
    /// <exception cref="WeightFileException">The file is damaged or of another network.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Ensemble<TNetwork, TScalar> Load(string path) => new(LoadNetworks(path));

    private protected static ImmutableArray<TNetwork> LoadNetworks(string path)
    {
        int count = EnsembleFile.Count(path, TNetwork.Signature);
        (NetworkSignature signature, FlatBuffer<TScalar> parameters, FlatBuffer<TScalar> buffers) = EnsembleFile.Layout<TScalar>(TNetwork.Signature, count);
        WeightFile.Load(path, signature, parameters, buffers);
        ImmutableArray<TNetwork> networks = [.. Enumerable.Range(0, count).Select(_ => TNetwork.Create(0))];
        for (int i = 0; i < count; i++)
        {
            EnsembleFile.Part(parameters, networks[i].Parameters, i).CopyTo(networks[i].Parameters.Span);
            EnsembleFile.Part(buffers, networks[i].Buffers, i).CopyTo(networks[i].Buffers.Span);
        }

        return networks;
    }

    // Whoever finds no free scratch memory makes some; what does not fit back is left to the collector.
    private EnsembleScratch<TScalar> Rent()
    {
        foreach (ref EnsembleScratch<TScalar>? slot in scratches.AsSpan())
        {
            if (Interlocked.Exchange(ref slot, null) is { } free)
                return free;
        }

        return new EnsembleScratch<TScalar>(TNetwork.Signature.Outputs.Length);
    }

    private void Return(EnsembleScratch<TScalar> scratch)
    {
        foreach (ref EnsembleScratch<TScalar>? slot in scratches.AsSpan())
        {
            if (Interlocked.CompareExchange(ref slot, scratch, null) is null)
                return;
        }
    }
}

/// <summary>An ensemble of networks in single precision.</summary>
/// <typeparam name="TNetwork">The network.</typeparam>
/// <param name="networks">The networks, at least one.</param>
public sealed class Ensemble<TNetwork>(params IEnumerable<TNetwork> networks) : Ensemble<TNetwork, float>(networks)
    where TNetwork : class, INetwork<TNetwork, float>
{
    /// <inheritdoc cref="Ensemble{TNetwork, TScalar}.Load(string)"/>
    public static new Ensemble<TNetwork> Load(string path) => new(LoadNetworks(path));
}
