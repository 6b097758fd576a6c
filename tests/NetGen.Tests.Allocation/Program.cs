using System.Numerics;
using System.Reflection;

namespace NetGen.Tests.Allocation;

/// <summary>
/// A process that does nothing but what is measured, started by a test: writes a line for each thing it measured, with the bytes
/// that each round allocated.
/// </summary>
internal static class Program
{
    private const int Predictions = 10_000, Steps = 1_000, Epochs = 100, MarkedCalls = 200, SharedCalls = 200, Threads = 8;

    private static object? kept;

    public static int Main(string[] args)
    {
        // The runtime's finalizer thread wakes for the first time some 100 ms after the start, and then allocates its statics.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        switch (args)
        {
            case ["predict"]:
                Predict<Small, float>();
                Predict<SmallDouble, double>();
                Predict<Wide, float>();
                Predict<WideDouble, double>();
                Predict<Convolutional, float>();
                Predict<Pooled, float>();
                Predict<OnSignals, float>();
                Predict<OnVolumes, float>();
                Predict<Normalized, float>();
                Predict<Regularized, float>();
                return 0;
            case ["threads"]:
                PredictOnThreads<Small, float>();
                PredictOnThreads<Wide, float>();
                PredictOnThreads<WideDouble, double>();
                PredictOnThreads<Convolutional, float>();
                PredictOnThreads<Normalized, float>();
                return 0;
            case ["train"]:
                Train<Small, float>();
                Train<SmallDouble, double>();
                Train<Wide, float>();
                Train<WideDouble, double>();
                Train<Convolutional, float>();
                Train<Pooled, float>();
                Train<OnSignals, float>();
                Train<OnVolumes, float>();
                Train<Normalized, float>();
                Train<Regularized, float>();
                return 0;
            case ["parallel"]:
                using (var team = new Parallelism(2))
                {
                    Share<Wide, Large, float>(team);
                    Share<WideDouble, LargeDouble, double>(team);
                    Share<Convolutional, Large, float>(team);
                    Share<Normalized, Large, float>(team);
                    Share<Regularized, Large, float>(team);
                }

                return 0;
            case ["augment"]:
                Counter.Count("batches", Epochs, AugmentedPictures.Walk((data, augmentation) => new MiniBatches<float>(data, 16, augmentation: augmentation)));
                Counter.Count("prefetched batches", Epochs, AugmentedPictures.Walk((data, augmentation) => new PrefetchedBatches<float>(data, 16, augmentation: augmentation)));
                return 0;
            // What is marked [RealTime]: in the networks of assemblies, in the runtime, in a network that breaks its promise.
            case ["marked", .. var assemblies]:
                CountMarked(assemblies.SelectMany(path => MarkedMembers.OfNetworks(Assembly.LoadFrom(path))));
                return 0;
            case ["marked-runtime"]:
                CountMarked(MarkedMembers.OfRuntime());
                return 0;
            case ["marked-leak"]:
                CountMarked(MarkedMembers.OfNetwork(typeof(Leaking)));
                return 0;
            case ["leak"]:
                Leak();
                return 0;
            default:
                return 2;
        }
    }

    private static void Predict<TNetwork, T>()
        where TNetwork : class, INetwork<TNetwork, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (name, subject) = (typeof(TNetwork).Name, Subject<T>.Of<TNetwork>());
        Counter.Count($"{name}, one sample", Predictions, subject.CallPredictOne);
        Counter.Count($"{name}, a batch", Predictions, subject.CallPredictBatch);
        Counter.Count($"{name}, Classify", Predictions, subject.CallClassify);
        Counter.Count($"{name}, Evaluate", Predictions, subject.CallEvaluate);
    }

    private static void PredictOnThreads<TNetwork, T>()
        where TNetwork : class, INetwork<TNetwork, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (name, subject) = (typeof(TNetwork).Name, Subject<T>.Of<TNetwork>());
        subject.FillPool(Threads);
        Counter.CountThreads($"{name} on {Threads} threads", Predictions / Threads, [.. Enumerable.Range(0, Threads).Select(_ => subject.OfThread())]);
    }

    private static void Train<TNetwork, T>()
        where TNetwork : class, INetwork<TNetwork, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (name, subject) = (typeof(TNetwork).Name, Subject<T>.Of<TNetwork>());
        var sgd = new Sgd<T>(1e-3, momentum: 0.9, nesterov: true);
        var adam = new Adam<T>(1e-3);
        var adamW = new AdamW<T>(1e-3);
        Counter.Count($"{name}, Sgd", Steps, () => subject.CallStep(sgd));
        Counter.Count($"{name}, Adam", Steps, () => subject.CallStep(adam));
        Counter.Count($"{name}, AdamW", Steps, () => subject.CallStep(adamW));
    }

    private static void Share<TNetwork, TLarge, T>(Parallelism team)
        where TNetwork : class, INetwork<TNetwork, T>
        where TLarge : class, INetwork<TLarge, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (name, subject) = (typeof(TNetwork).Name, new SharedSubject<TNetwork, TLarge, T>(team));
        Counter.Count($"{name}, shared predictions", SharedCalls, subject.CallPredict);
        Counter.Count($"{name}, shared steps", SharedCalls, subject.CallStep);
        Counter.Count($"{name}, shared steps after a pause", 20, () =>
        {
            Thread.Sleep(2);
            subject.CallStep();
        });
    }

    private static void CountMarked(IEnumerable<(string Name, Action Call)> members)
    {
        // Made before anything is counted and kept: the collector would finalize methods made at run time, and its thread allocates.
        (string Name, Action Call)[] all = [.. members];
        Counter.Count(all, MarkedCalls);
        GC.KeepAlive(all);
    }

    // Proves that one small allocation in 10,000 calls is seen.
    private static void Leak()
    {
        int calls = 0;
        Counter.Count("one byte in 10,000 calls", Predictions, () => kept = ++calls % Predictions == 0 ? new byte[1] : kept);
    }
}
