using System.Numerics;

namespace NetGen;

/// <summary>
/// Checks the gradients that a network's training session computes against central differences of its loss, tensor by tensor. What is
/// drawn in training, such as dropout, is the same at every point. In double precision rounding errors are out of the way: declare the
/// network with <c>Precision = Precision.Double</c> for the check.
/// </summary>
public static class GradientCheck
{
    /// <summary>Checks a new network of single precision.</summary>
    /// <typeparam name="TNetwork">The network.</typeparam>
    /// <param name="options">How to check; the defaults where null.</param>
    /// <returns>What was found; its text is a table.</returns>
    /// <exception cref="InvalidOperationException">The network declares no loss.</exception>
    /// <exception cref="ArgumentException">The data set is empty or does not fit the network, or an option is out of range.</exception>
    public static GradientReport Run<TNetwork>(GradientCheckOptions<float>? options = null)
        where TNetwork : class, INetwork<TNetwork, float> => Run(TNetwork.Create(options?.Seed ?? 0), options ?? new GradientCheckOptions<float>());

    /// <summary>Checks a new network of double precision.</summary>
    /// <typeparam name="TNetwork">The network.</typeparam>
    /// <param name="options">How to check; the defaults where null.</param>
    /// <returns>What was found; its text is a table.</returns>
    /// <exception cref="InvalidOperationException">The network declares no loss.</exception>
    /// <exception cref="ArgumentException">The data set is empty or does not fit the network, or an option is out of range.</exception>
    public static GradientReport Run<TNetwork>(GradientCheckOptions<double>? options = null)
        where TNetwork : class, INetwork<TNetwork, double> => Run(TNetwork.Create(options?.Seed ?? 0), options ?? new GradientCheckOptions<double>());

    /// <summary>Checks a network as it is, such as one that was trained. Its parameters and buffers are the same afterwards.</summary>
    /// <typeparam name="TNetwork">The network.</typeparam>
    /// <typeparam name="TScalar">Its floating-point type.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="options">How to check.</param>
    /// <param name="wrap">Puts something around the session whose gradients are checked, such as a change of them that is to be checked too; null for nothing.</param>
    /// <returns>What was found; its text is a table.</returns>
    /// <exception cref="InvalidOperationException">The network declares no loss.</exception>
    /// <exception cref="ArgumentException">The data set is empty or does not fit the network, or an option is out of range.</exception>
    public static GradientReport Run<TNetwork, TScalar>(TNetwork network, GradientCheckOptions<TScalar> options, Func<ITrainingSession<TScalar>, ITrainingSession<TScalar>>? wrap = null)
        where TNetwork : class, INetwork<TNetwork, TScalar>
        where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        NetworkSignature signature = TNetwork.Signature;
        if (signature.Targets.IsEmpty)
            throw new InvalidOperationException($"Network '{signature.Name}' declares no loss, and it is a loss whose gradients are checked. Add one, such as [SoftmaxCrossEntropy] or [MeanSquaredError].");
        if (signature.Parameters.Tensors.IsEmpty)
            throw new InvalidOperationException($"Network '{signature.Name}' has no parameters, so there is no gradient to check. Add a layer that has some, such as [Dense].");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Samples, 1, nameof(options.Samples));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ElementsPerTensor, 1, nameof(options.ElementsPerTensor));
        bool isSingle = typeof(TScalar) == typeof(float);
        double step = options.Step ?? (isSingle ? 5e-3 : 1e-5), tolerance = options.Tolerance ?? (isSingle ? 2e-2 : 1e-6);
        NumberGuard.RequirePositive(step, nameof(options.Step));
        NumberGuard.RequirePositive(tolerance, nameof(options.Tolerance));
        Dataset<TScalar> data = options.Data ?? RandomSamples.Make<TScalar>(signature, options.Samples, options.Seed);
        if (data.Count == 0)
            throw new ArgumentException($"The data set for network '{signature.Name}' is empty; expected at least one sample.", nameof(options));
        data.ThrowIfNotFor(signature);
        using ITrainingSession<TScalar> own = network.CreateTrainingSession(data.Count);
        ITrainingSession<TScalar> session = wrap is null ? own : wrap(own) ?? throw new ArgumentException("There is no session to check: the function gave null.", nameof(wrap));
        session.Seed = options.Seed;
        var checker = new GradientChecker<TScalar>(network.Parameters, network.Buffers, session, data, step, tolerance);
        return checker.Run(signature.Name, options.ElementsPerTensor, options.Seed);
    }
}
