using System.Numerics;

namespace NetGen.Compiler.Tests;

/// <summary>A compiled network behind one face, whatever its inputs and outputs; numbers go in and come out in double.</summary>
public interface INetworkDriver
{
    /// <summary>What the network takes, gives and stores.</summary>
    NetworkSignature Signature { get; }

    /// <summary>The parameters by path, in PyTorch's shapes.</summary>
    SortedDictionary<string, double[]> Parameters { get; set; }

    /// <summary>The buffers by path.</summary>
    SortedDictionary<string, double[]> Buffers { get; set; }

    /// <summary>The gradients by path, of the last backward pass.</summary>
    SortedDictionary<string, double[]> Gradients { get; }

    /// <summary>The threads that share all work from here on.</summary>
    Parallelism? Parallelism { get; set; }

    /// <summary>Starts a training session.</summary>
    void Start(int capacity, ulong seed, ulong step);

    double[][] Predict(double[][] inputs, int count);

    double Evaluate(double[][] inputs, double[][] targets, int count);

    double Backward(double[][] inputs, double[][] targets, int count, ulong step, bool accumulate = false);

    double[][] Forward(double[][] inputs, int count, ulong step);

    void Backward(double[][] outputGradients, bool accumulate = false);
}

/// <summary>Drives a network through the interfaces that training loops use; what they lack is written beside each network.</summary>
public abstract class NetworkDriver<TSelf, T> : INetworkDriver
    where TSelf : class, INetwork<TSelf, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly TSelf network = TSelf.Create(7);
    private ITrainingSession<T>? session;

    public NetworkSignature Signature => TSelf.Signature;

    public Parallelism? Parallelism
    {
        get => Session.Parallelism;
        set => Session.Parallelism = value;
    }

    public SortedDictionary<string, double[]> Parameters
    {
        get => Read(network.Parameters);
        set => Write(network.Parameters, value);
    }

    public SortedDictionary<string, double[]> Buffers
    {
        get => Read(network.Buffers);
        set => Write(network.Buffers, value);
    }

    public SortedDictionary<string, double[]> Gradients => Read(Session.Gradients);

    private ITrainingSession<T> Session => session ?? throw new InvalidOperationException("There is no session.");

    public void Start(int capacity, ulong seed, ulong step)
    {
        session?.Dispose();
        session = network.CreateTrainingSession(capacity);
        (session.Seed, session.Step) = (seed, step);
    }

    public double[][] Predict(double[][] inputs, int count)
    {
        var outputs = Outputs(count);
        network.Predict(new Batch<T>(Slots(Signature.Inputs, inputs), [], count), outputs.Select(output => (Memory<T>)output).ToArray(), session?.Parallelism);
        return [.. outputs.Select(Widen)];
    }

    public double Evaluate(double[][] inputs, double[][] targets, int count) =>
        double.CreateChecked(network.Evaluate(new Batch<T>(Slots(Signature.Inputs, inputs), Slots(Signature.Targets, targets), count), session?.Parallelism));

    public double Backward(double[][] inputs, double[][] targets, int count, ulong step, bool accumulate = false)
    {
        Session.Step = step;
        var batch = new Batch<T>(Slots(Signature.Inputs, inputs), Slots(Signature.Targets, targets), count);
        return double.CreateChecked(accumulate ? Session.Accumulate(batch) : Session.Backward(batch));
    }

    public double[][] Forward(double[][] inputs, int count, ulong step)
    {
        Session.Step = step;
        var outputs = Outputs(count);
        Forward(Session, Slots(Signature.Inputs, inputs), outputs, count);
        return [.. outputs.Select(Widen)];
    }

    public void Backward(double[][] outputGradients, bool accumulate = false) => Backward(Session, [.. outputGradients.Select(Narrow)], accumulate);

    protected abstract void Forward(ITrainingSession<T> session, Slot<T>[] inputs, T[][] outputs, int count);

    protected abstract void Backward(ITrainingSession<T> session, T[][] outputGradients, bool accumulate);

    private static SortedDictionary<string, double[]> Read(FlatBuffer<T> buffer)
    {
        var tensors = new SortedDictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var layout in buffer.Layout.Tensors)
            tensors.Add(layout.Name, Widen(buffer[layout.Name].ToArray()));
        var stored = tensors.Values.Sum(tensor => tensor.Count(element => element != 0));
        Assert.Equal(stored, buffer.Span.ToArray().Count(element => element != T.Zero)); // What lies between tensors is zero.
        return tensors;
    }

    private static void Write(FlatBuffer<T> buffer, SortedDictionary<string, double[]> tensors)
    {
        foreach (var (name, elements) in tensors)
            buffer[name].CopyFrom(Narrow(elements));
    }

    private static T[][] Outputs(int count) => [.. TSelf.Signature.Outputs.Select(output => new T[output.Length * count])];

    private static Slot<T>[] Slots(IEnumerable<SlotSignature> signatures, double[][] data) =>
    [
        .. signatures.Zip(data, (slot, values) => slot.Type == ElementType.Int32
            ? new Slot<T>(values.Select(value => (int)value).ToArray())
            : new Slot<T>(Narrow(values))),
    ];

    private static T[] Narrow(double[] values) => [.. values.Select(T.CreateTruncating)];

    private static double[] Widen(T[] values) => [.. values.Select(double.CreateChecked)];
}
