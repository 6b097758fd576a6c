using System.Numerics;
using NetGen.Tests.PyTorch;

namespace NetGen.Tests.WorkedExamples;

/// <summary>A network whose every number is known. They go in and come out as doubles, and are compared as closely as the precision allows.</summary>
/// <typeparam name="TNetwork">The network.</typeparam>
/// <typeparam name="T">Its floating-point type.</typeparam>
internal sealed class Example<TNetwork, T>
    where TNetwork : class, INetwork<TNetwork, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // 1e-8 in double and 1e-5 in single precision.
    private static readonly double Allowed = typeof(T) == typeof(double) ? 1e-8 : 1e-5;

    private readonly ITrainingSession<T> session;

    public Example()
    {
        Network = TNetwork.Create(seed: 0);
        session = Network.CreateTrainingSession(capacity: 1);
    }

    public TNetwork Network { get; }

    public FlatBuffer<T> Parameters => Network.Parameters;

    public FlatBuffer<T> Gradients => session.Gradients;

    public void Set(string parameter, params double[] values) => Parameters[parameter].CopyFrom(Of(values));

    /// <summary>All outputs of one sample.</summary>
    public double[][] Predict(params double[] input)
    {
        T[][] outputs = [.. TNetwork.Signature.Outputs.Select(output => new T[output.Length])];
        Network.Predict(new Batch<T>([new Slot<T>(Of(input))], [], 1), outputs.Select(output => output.AsMemory()).ToArray());
        return [.. outputs.Select(Of)];
    }

    public double Loss(double[] input, double[] target) => double.CreateChecked(Network.Evaluate(Sample(input, target)));

    public double Backward(double[] input, double[] target) => double.CreateChecked(session.Backward(Sample(input, target)));

    public void Step(Optimizer<T> optimizer) => optimizer.Step(Parameters, Gradients);

    /// <summary>Asserts the values of a parameter.</summary>
    public void ExpectParameter(string name, params double[] expected) => Expect(name, Of(Parameters[name].ToArray()), expected);

    /// <summary>Asserts the gradient of a parameter.</summary>
    public void ExpectGradient(string name, params double[] expected) => Expect($"the gradient of {name}", Of(Gradients[name].ToArray()), expected);

    /// <summary>Asserts any numbers.</summary>
    public void Expect(string what, double[] found, params double[] expected) =>
        Tolerance.AssertEqual<double>($"{typeof(TNetwork).Name}: {what}", found, expected, Allowed);

    /// <inheritdoc cref="Expect(string, double[], double[])"/>
    public void Expect(string what, double found, double expected) => Expect(what, [found], expected);

    private static Batch<T> Sample(double[] input, double[] target) => new(new[] { new Slot<T>(Of(input)) }, new[] { new Slot<T>(Of(target)) }, 1);

    private static T[] Of(double[] values) => [.. values.Select(T.CreateChecked)];

    private static double[] Of(T[] values) => [.. values.Select(double.CreateChecked)];
}
