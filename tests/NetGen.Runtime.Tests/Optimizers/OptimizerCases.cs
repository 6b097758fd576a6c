using System.Numerics;

namespace NetGen.Tests.Optimizers;

/// <summary>The element-wise optimizers with some of their options, and what they must do to a single parameter.</summary>
internal static class OptimizerCases
{
    public static IEnumerable<string> Names => All<double>().Keys;

    public static (Optimizer<T> Optimizer, Action<ScalarReference, double> Reference) Of<T>(string name)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (Func<Optimizer<T>> make, Action<ScalarReference, double> reference) = All<T>()[name];
        return (make(), reference);
    }

    public static Optimizer<T> Make<T>(string name)
        where T : unmanaged, IFloatingPointIeee754<T> => Of<T>(name).Optimizer;

    private static Dictionary<string, (Func<Optimizer<T>> Make, Action<ScalarReference, double> Reference)> All<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => new()
        {
            ["SGD"] = (() => new Sgd<T>(0.05), (r, g) => r.Sgd(g, 0.05, 0, 0, false, 0)),
            ["SGD with decay"] = (() => new Sgd<T>(0.05, weightDecay: 0.1), (r, g) => r.Sgd(g, 0.05, 0, 0, false, 0.1)),
            ["momentum"] = (() => new Sgd<T>(0.05, 0.9), (r, g) => r.Sgd(g, 0.05, 0.9, 0, false, 0)),
            ["momentum, dampened, with decay"] = (() => new Sgd<T>(0.05, 0.8, dampening: 0.3, weightDecay: 0.1), (r, g) => r.Sgd(g, 0.05, 0.8, 0.3, false, 0.1)),
            ["momentum, averaged"] = (() => new Sgd<T>(0.5, 0.9, averaged: true, weightDecay: 0.01), (r, g) => r.AveragedMomentum(g, 0.5, 0.9, false, 0.01)),
            ["Nesterov"] = (() => new Sgd<T>(0.05, 0.9, nesterov: true), (r, g) => r.Sgd(g, 0.05, 0.9, 0, true, 0)),
            ["Nesterov with decay"] = (() => new Sgd<T>(0.05, 0.7, nesterov: true, weightDecay: 0.1), (r, g) => r.Sgd(g, 0.05, 0.7, 0, true, 0.1)),
            ["Nesterov, averaged"] = (() => new Sgd<T>(0.5, 0.9, nesterov: true, averaged: true), (r, g) => r.AveragedMomentum(g, 0.5, 0.9, true, 0)),
            ["AdaGrad"] = (() => new AdaGrad<T>(), (r, g) => r.AdaGrad(g, 0.01, 0, 0, 0, 1e-10)),
            ["AdaGrad with options"] = (() => new AdaGrad<T>(0.1, 0.03, 0.1, 0.5, 1e-3), (r, g) => r.AdaGrad(g, 0.1, 0.03, 0.1, 0.5, 1e-3)),
            ["RMSProp"] = (() => new RmsProp<T>(), (r, g) => r.RmsProp(g, 0.01, 0.99, 1e-8, 0, 0, false)),
            ["RMSProp with momentum"] = (() => new RmsProp<T>(0.005, 0.9, 1e-4, 0.1, 0.8), (r, g) => r.RmsProp(g, 0.005, 0.9, 1e-4, 0.1, 0.8, false)),
            ["RMSProp, centred"] = (() => new RmsProp<T>(0.005, 0.9, 1e-2, 0.1, centred: true), (r, g) => r.RmsProp(g, 0.005, 0.9, 1e-2, 0.1, 0, true)),
            ["RMSProp, centred, with momentum"] = (() => new RmsProp<T>(0.005, 0.95, 1e-2, 0, 0.7, centred: true), (r, g) => r.RmsProp(g, 0.005, 0.95, 1e-2, 0, 0.7, true)),
            ["AdaDelta"] = (() => new AdaDelta<T>(), (r, g) => r.AdaDelta(g, 1, 0.9, 1e-6, 0)),
            ["AdaDelta with options"] = (() => new AdaDelta<T>(0.5, 0.8, 1e-3, 0.1), (r, g) => r.AdaDelta(g, 0.5, 0.8, 1e-3, 0.1)),
            ["Adam"] = (() => new Adam<T>(), (r, g) => r.Adam(g, 1e-3, 0.9, 0.999, 1e-8, 0, false, false)),
            ["Adam with decay"] = (() => new Adam<T>(0.02, 0.8, 0.95, 1e-4, 0.1), (r, g) => r.Adam(g, 0.02, 0.8, 0.95, 1e-4, 0.1, false, false)),
            ["Adam, AMSGrad"] = (() => new Adam<T>(0.02, 0.8, 0.7, 1e-4, 0.1, amsGrad: true), (r, g) => r.Adam(g, 0.02, 0.8, 0.7, 1e-4, 0.1, false, true)),
            ["AdamW"] = (() => new AdamW<T>(), (r, g) => r.Adam(g, 1e-3, 0.9, 0.999, 1e-8, 0.01, true, false)),
            ["AdamW with more decay"] = (() => new AdamW<T>(0.02, 0.8, 0.95, 1e-4, 0.3), (r, g) => r.Adam(g, 0.02, 0.8, 0.95, 1e-4, 0.3, true, false)),
            ["AdamW, AMSGrad"] = (() => new AdamW<T>(0.02, 0.8, 0.7, amsGrad: true), (r, g) => r.Adam(g, 0.02, 0.8, 0.7, 1e-8, 0.01, true, true)),
            ["NAdam"] = (() => new NAdam<T>(), (r, g) => r.NAdam(g, 2e-3, 0.9, 0.999, 1e-8, 0, 4e-3, false)),
            ["NAdam with decay"] = (() => new NAdam<T>(0.01, 0.8, 0.95, 1e-4, 0.1, 0.1), (r, g) => r.NAdam(g, 0.01, 0.8, 0.95, 1e-4, 0.1, 0.1, false)),
            ["NAdam with decoupled decay"] = (() => new NAdam<T>(0.01, weightDecay: 0.3, decoupledWeightDecay: true), (r, g) => r.NAdam(g, 0.01, 0.9, 0.999, 1e-8, 0.3, 4e-3, true)),
            ["RAdam"] = (() => new RAdam<T>(), (r, g) => r.RAdam(g, 1e-3, 0.9, 0.999, 1e-8, 0, false)),
            ["RAdam with decay"] = (() => new RAdam<T>(0.01, 0.8, 0.95, 1e-4, 0.1), (r, g) => r.RAdam(g, 0.01, 0.8, 0.95, 1e-4, 0.1, false)),
            ["RAdam with decoupled decay"] = (() => new RAdam<T>(0.01, weightDecay: 0.3, decoupledWeightDecay: true), (r, g) => r.RAdam(g, 0.01, 0.9, 0.999, 1e-8, 0.3, true)),
            ["AdaMax"] = (() => new AdaMax<T>(), (r, g) => r.AdaMax(g, 2e-3, 0.9, 0.999, 1e-8, 0)),
            ["AdaMax with options"] = (() => new AdaMax<T>(0.01, 0.8, 0.9, 1e-2, 0.1), (r, g) => r.AdaMax(g, 0.01, 0.8, 0.9, 1e-2, 0.1)),
            ["MaxProp"] = (() => new MaxProp<T>(), (r, g) => r.MaxProp(g, 2e-3, 0.999, 1e-8, 0)),
            ["MaxProp with options"] = (() => new MaxProp<T>(0.01, 0.8, 1e-2, 0.1), (r, g) => r.MaxProp(g, 0.01, 0.8, 1e-2, 0.1)),
            ["Lion"] = (() => new Lion<T>(), (r, g) => r.Lion(g, 1e-4, 0.9, 0.99, 0)),
            ["Lion with decay"] = (() => new Lion<T>(0.01, 0.8, 0.95, 0.3), (r, g) => r.Lion(g, 0.01, 0.8, 0.95, 0.3)),
        };
}
