namespace NetGen.Tests.Optimizers;

public class OptimizerArgumentTests
{
    // Every number an optimizer is made with, by name, what makes the optimizer of it, and a value on each side of its range.
    public static TheoryData<string, Func<double, Optimizer<float>>, double[], double[]> Ranges
    {
        get
        {
            double[] rates = [0, 1, 1e9], noRates = [-1e-9, double.NaN, double.PositiveInfinity];
            double[] shares = [0, 0.5, 0.9999], noShares = [-1e-9, 1, double.NaN];
            double[] epsilons = [1e-12, 1], noEpsilons = [0, -1e-8, 1e-60, 1e60, double.NaN, double.PositiveInfinity];
            var data = new TheoryData<string, Func<double, Optimizer<float>>, double[], double[]>();
            void Rate(string name, Func<double, Optimizer<float>> make) => data.Add(name, make, rates, noRates);
            void Share(string name, Func<double, Optimizer<float>> make) => data.Add(name, make, shares, noShares);
            void Epsilon(string name, Func<double, Optimizer<float>> make) => data.Add(name, make, epsilons, noEpsilons);

            Rate("learningRate", x => new Sgd<float>(x));
            Share("momentum", x => new Sgd<float>(0.1, momentum: x));
            Rate("weightDecay", x => new Sgd<float>(0.1, weightDecay: x));
            data.Add("dampening", x => new Sgd<float>(0.1, 0.9, dampening: x), [-1, 0, 2], [double.NaN, double.NegativeInfinity]);

            Rate("learningRate", x => new AdaGrad<float>(x));
            Rate("learningRateDecay", x => new AdaGrad<float>(learningRateDecay: x));
            Rate("weightDecay", x => new AdaGrad<float>(weightDecay: x));
            Rate("initialSum", x => new AdaGrad<float>(initialSum: x));
            Epsilon("epsilon", x => new AdaGrad<float>(epsilon: x));

            Rate("learningRate", x => new RmsProp<float>(x));
            Share("alpha", x => new RmsProp<float>(alpha: x));
            Epsilon("epsilon", x => new RmsProp<float>(epsilon: x));
            Rate("weightDecay", x => new RmsProp<float>(weightDecay: x));
            Share("momentum", x => new RmsProp<float>(momentum: x));

            Rate("learningRate", x => new AdaDelta<float>(x));
            Share("rho", x => new AdaDelta<float>(rho: x));
            Epsilon("epsilon", x => new AdaDelta<float>(epsilon: x));
            Rate("weightDecay", x => new AdaDelta<float>(weightDecay: x));

            Rate("learningRate", x => new Adam<float>(x));
            Share("beta1", x => new Adam<float>(beta1: x));
            Share("beta2", x => new Adam<float>(beta2: x));
            Epsilon("epsilon", x => new Adam<float>(epsilon: x));
            Rate("weightDecay", x => new Adam<float>(weightDecay: x));
            Rate("learningRate", x => new AdamW<float>(x));
            Share("beta1", x => new AdamW<float>(beta1: x));
            Share("beta2", x => new AdamW<float>(beta2: x));
            Epsilon("epsilon", x => new AdamW<float>(epsilon: x));
            Rate("weightDecay", x => new AdamW<float>(weightDecay: x));

            Rate("learningRate", x => new NAdam<float>(x));
            Share("beta1", x => new NAdam<float>(beta1: x));
            Share("beta2", x => new NAdam<float>(beta2: x));
            Epsilon("epsilon", x => new NAdam<float>(epsilon: x));
            Rate("weightDecay", x => new NAdam<float>(weightDecay: x));
            Rate("momentumDecay", x => new NAdam<float>(momentumDecay: x));

            Rate("learningRate", x => new RAdam<float>(x));
            Share("beta1", x => new RAdam<float>(beta1: x));
            Share("beta2", x => new RAdam<float>(beta2: x));
            Epsilon("epsilon", x => new RAdam<float>(epsilon: x));
            Rate("weightDecay", x => new RAdam<float>(weightDecay: x));

            Rate("learningRate", x => new AdaMax<float>(x));
            Share("beta1", x => new AdaMax<float>(beta1: x));
            Share("beta2", x => new AdaMax<float>(beta2: x));
            Epsilon("epsilon", x => new AdaMax<float>(epsilon: x));
            Rate("weightDecay", x => new AdaMax<float>(weightDecay: x));

            Rate("learningRate", x => new MaxProp<float>(x));
            Share("beta", x => new MaxProp<float>(beta: x));
            Epsilon("epsilon", x => new MaxProp<float>(epsilon: x));
            Rate("weightDecay", x => new MaxProp<float>(weightDecay: x));

            Rate("learningRate", x => new Lion<float>(x));
            Share("beta1", x => new Lion<float>(beta1: x));
            Share("beta2", x => new Lion<float>(beta2: x));
            Rate("weightDecay", x => new Lion<float>(weightDecay: x));

            Rate("learningRate", x => new Lamb<float>(x));
            Share("beta1", x => new Lamb<float>(beta1: x));
            Share("beta2", x => new Lamb<float>(beta2: x));
            Epsilon("epsilon", x => new Lamb<float>(epsilon: x));
            Rate("weightDecay", x => new Lamb<float>(weightDecay: x));

            Rate("learningRate", x => new Muon<float>(x));
            Share("momentum", x => new Muon<float>(momentum: x));
            Rate("weightDecay", x => new Muon<float>(weightDecay: x));
            data.Add("scale", x => new Muon<float>(scale: (MuonScale)x), [0, 1], [-1, 2]);
            Rate("adamRateFactor", x => new Muon<float>(adamRateFactor: x));
            Share("beta1", x => new Muon<float>(beta1: x));
            Share("beta2", x => new Muon<float>(beta2: x));
            Epsilon("epsilon", x => new Muon<float>(epsilon: x));
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Numbers_outside_their_range_are_refused_and_others_are_not(string name, Func<double, Optimizer<float>> make, double[] good, double[] bad)
    {
        foreach (double value in good)
            make(value);
        foreach (double value in bad)
        {
            var exception = Assert.Throws<ArgumentOutOfRangeException>(() => make(value));
            Assert.Equal(name, exception.ParamName, ignoreCase: true);
            Assert.Contains("; it must be ", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Options_that_contradict_one_another_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Sgd<float>(0.1, nesterov: true));
        Assert.Throws<ArgumentException>(() => new Sgd<float>(0.1, averaged: true));
        Assert.Throws<ArgumentException>(() => new Sgd<float>(0.1, 0.9, nesterov: true, dampening: 0.1));
        Assert.Throws<ArgumentException>(() => new Sgd<float>(0.1, 0.9, averaged: true, dampening: 0.1));
    }

    [Fact]
    public void Messages_say_what_is_expected()
    {
        Assert.Contains("it must be finite and not negative", Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd<float>(-0.1)).Message, StringComparison.Ordinal);
        Assert.Contains("representable in Single", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam<float>(epsilon: 1e-60)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam<float>().LearningRate = double.NaN);
        Assert.Equal(1e-60, new Adam<double>(epsilon: 1e-60).Epsilon);
    }
}
