using System.Numerics;
using System.Text.Json;

namespace NetGen.Tests.Optimizers;

/// <summary>Where PyTorch's optimizers go, as tests/fixtures/make_optimizer_fixtures.py wrote it, which also says of what loss.</summary>
public class PyTorchOptimizerTests
{
    private static readonly JsonElement Root = Fixture.Read("optimizers.json");

    public static TheoryData<string> Names => [.. Root.GetProperty("optimizers").EnumerateObject().Select(member => member.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Double_goes_where_PyTorch_goes(string name) => Compare<double>(name, 1e-9);

    [Theory]
    [MemberData(nameof(Names))]
    public void Single_goes_where_PyTorch_goes(string name) => Compare<float>(name, 1e-5);

    private static void Compare<T>(string name, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] start = Fixture.Doubles(Root.GetProperty("start")), curvature = Fixture.Doubles(Root.GetProperty("curvature")), target = Fixture.Doubles(Root.GetProperty("target"));
        FlatBuffer<T> parameters = new(TestBuffers.Scalars(start.Length)), gradients = new(parameters.Layout);
        for (int i = 0; i < start.Length; i++)
            parameters.Span[i] = T.CreateChecked(start[i]);
        Action step;
        Lbfgs<T>? lbfgs = null;
        if (name.StartsWith("LBFGS", StringComparison.Ordinal))
        {
            lbfgs = name == "LBFGS" ? new Lbfgs<T>(gradientTolerance: 1e-4, changeTolerance: 1e-7) : new Lbfgs<T>(0.5, 4, historySize: 2);
            step = () => lbfgs.Step(parameters, gradients, Loss);
        }
        else
        {
            Optimizer<T> optimizer = Make<T>(name);
            step = () =>
            {
                Loss();
                optimizer.Step(parameters, gradients);
            };
        }

        int done = 0;
        foreach (JsonProperty expected in Root.GetProperty("optimizers").GetProperty(name).EnumerateObject())
        {
            for (; done < int.Parse(expected.Name, System.Globalization.CultureInfo.InvariantCulture); done++)
                step();
            double[] values = Fixture.Doubles(expected.Value.GetProperty("parameters"));
            double scale = Math.Max(1, values.Max(Math.Abs));
            for (int i = 0; i < values.Length; i++)
                Assert.True(Math.Abs(values[i] - double.CreateChecked(parameters.Span[i])) <= tolerance * scale, $"{name}, step {done}, element {i}: {parameters.Span[i]}, PyTorch {values[i]}");
            if (lbfgs is not null && typeof(T) == typeof(double))
                Assert.Equal(expected.Value.GetProperty("evaluations").GetInt64(), lbfgs.Evaluations);
        }

        Assert.True(done >= 4);

        T Loss()
        {
            double loss = 0;
            for (int i = 0; i < start.Length; i++)
            {
                double p = double.CreateChecked(parameters.Span[i]), off = p - target[i];
                loss += (curvature[i] * off * off / 2) + (Math.Sin(p + target[i]) / 4);
                gradients.Span[i] = T.CreateChecked((curvature[i] * off) + (Math.Cos(p + target[i]) / 4));
            }

            return T.CreateChecked(loss);
        }
    }

    private static Optimizer<T> Make<T>(string name)
        where T : unmanaged, IFloatingPointIeee754<T> => name switch
        {
            "SGD" => new Sgd<T>(0.05, weightDecay: 0.1),
            "momentum" => new Sgd<T>(0.02, 0.9, dampening: 0.3, weightDecay: 0.1),
            "Nesterov" => new Sgd<T>(0.02, 0.9, nesterov: true),
            "AdaGrad" => new AdaGrad<T>(),
            "AdaGrad with options" => new AdaGrad<T>(0.1, 0.03, 0.1, 0.5, 1e-3),
            "RMSProp" => new RmsProp<T>(),
            "RMSProp with momentum" => new RmsProp<T>(0.005, 0.9, 1e-4, 0.1, 0.8),
            "RMSProp, centred" => new RmsProp<T>(0.005, 0.9, 1e-2, centred: true),
            "RMSProp, centred, with momentum" => new RmsProp<T>(0.005, 0.9, 1e-2, momentum: 0.7, centred: true),
            "AdaDelta" => new AdaDelta<T>(),
            "AdaDelta with options" => new AdaDelta<T>(0.5, 0.8, 1e-3, 0.1),
            "Adam" => new Adam<T>(0.01, weightDecay: 0.1),
            "Adam, AMSGrad" => new Adam<T>(0.05, 0.8, 0.9, amsGrad: true),
            "AdamW" => new AdamW<T>(0.01, weightDecay: 0.1),
            "AdamW, AMSGrad" => new AdamW<T>(0.05, 0.8, 0.9, weightDecay: 0.1, amsGrad: true),
            "NAdam" => new NAdam<T>(),
            "NAdam with options" => new NAdam<T>(0.01, 0.8, 0.95, 1e-4, 0.1, 0.1),
            "RAdam" => new RAdam<T>(),
            "RAdam with options" => new RAdam<T>(0.01, 0.8, 0.95, 1e-4, 0.1),
            "AdaMax" => new AdaMax<T>(),
            "AdaMax with options" => new AdaMax<T>(0.01, 0.8, 0.9, 1e-2, 0.1),
            _ => throw new ArgumentException($"The fixture has an optimizer '{name}', which the test does not know.", nameof(name)),
        };
}
