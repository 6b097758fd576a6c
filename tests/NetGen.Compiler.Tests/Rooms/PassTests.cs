using NetGen.Generator.Autodiff;
using NetGen.Generator.Graph;
using NetGen.Generator.Operators;
using NetGen.Generator.Passes;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Compiler.Tests;

/// <summary>Each pass on a graph made for it: that it rewrites where it may, and does not where it must not.</summary>
[Trait("Width", "Any")]
public sealed class PassTests
{
    private readonly SmallGraph small = new();

    [Fact]
    public void FuseActivationsGivesTheLayerItsActivation()
    {
        small.Output(small.Add(new Tanh(), small.Dense(small.Input(3), 2)));
        Assert.Equal(["Dense+Tanh"], After(new FuseActivations()));
    }

    [Fact]
    public void FuseActivationsKeepsASumThatAnotherReads()
    {
        var a = small.Dense(small.Input(3), 2);
        small.Output(small.Add(new Sum(2), small.Add(new Tanh(), a), a));
        Assert.Equal(["Dense", "Tanh", "Sum"], After(new FuseActivations()));
    }

    [Fact]
    public void FuseActivationsKeepsASumThatIsAnOutput()
    {
        var a = small.Dense(small.Input(3), 2);
        small.Output(a, small.Add(new Tanh(), a));
        Assert.Equal(["Dense", "Tanh"], After(new FuseActivations()));
    }

    [Fact]
    public void FuseActivationGradientsMultipliesByTheSlopeWhereTheGradientIsComputed()
    {
        var h = small.Add(new Tanh(), small.Dense(small.Input(3), 4));
        Differentiate(small.Add(new MeanSquaredError(), small.Dense(h, 2), small.Input(2)));
        Assert.Contains("TanhGradient", small.Operators);
        var after = After(new FuseActivationGradients());
        Assert.DoesNotContain("TanhGradient", after);
        Assert.Contains("DenseInputGradient+Tanh", after);
    }

    [Fact]
    public void FuseLossActivationsTakesSoftmaxIntoTheLoss()
    {
        var p = small.Add(new Softmax(IsLog: false), small.Input(3));
        small.Output(small.Add(new CrossEntropy(new ClassTargets(true, 0)), p, small.Input(3)));
        After(new FuseLossActivations());
        var loss = small.Graph.Outputs[0].Producer!;
        Assert.IsType<SoftmaxCrossEntropy>(loss.Operator);
        Assert.Equal(p.Producer!.Inputs[0], loss.Inputs[0]);
    }

    [Fact]
    public void FuseLossActivationsTakesSigmoidIntoTheLoss()
    {
        small.Output(small.Add(new BinaryCrossEntropy(), small.Add(new Sigmoid(), small.Input(3)), small.Input(3)));
        After(new FuseLossActivations());
        Assert.IsType<SigmoidBinaryCrossEntropy>(small.Graph.Outputs[0].Producer!.Operator);
    }

    [Fact]
    public void FuseLossActivationsKeepsWeights()
    {
        var targets = new ClassTargets(false, 0, IsWeighted: true, IgnoreIndex: 7, IsNormalized: true);
        Value w = small.Constant(1, 2, 3), u = small.Constant(4, 5, 6);
        var weights = new BinaryWeights(HasElements: true, HasPositives: true);
        small.Output(
            small.Add(new NegativeLogLikelihood(targets), small.Add(new Softmax(IsLog: true), small.Input(3)), small.Input(1, ElementKind.Int32), w),
            small.Add(new BinaryCrossEntropy(weights), small.Add(new Sigmoid(), small.Input(3)), small.Input(3), w, u));
        After(new FuseLossActivations());
        Node classes = small.Graph.Outputs[0].Producer!, binary = small.Graph.Outputs[1].Producer!;
        Assert.Equal(new SoftmaxCrossEntropy(targets), classes.Operator);
        Assert.Equal(new SigmoidBinaryCrossEntropy(weights), binary.Operator);
        Assert.Same(w, classes.Inputs[2]);
        Assert.Equal([w, u], binary.Inputs.Skip(2));
    }

    [Fact]
    public void FuseLossActivationsLeavesPairsThatDoNotBelongTogether()
    {
        var targets = new ClassTargets(true, 0);
        small.Output(
            small.Add(new CrossEntropy(targets), small.Add(new Softmax(IsLog: true), small.Input(3)), small.Input(3)),
            small.Add(new CrossEntropy(targets), small.Add(new Sigmoid(), small.Input(3)), small.Input(3)),
            small.Add(new BinaryCrossEntropy(), small.Add(new Softmax(IsLog: false), small.Input(3)), small.Input(3)),
            small.Add(new NegativeLogLikelihood(new ClassTargets(false, 0)), small.Add(new Softmax(IsLog: false), small.Input(3)), small.Input(1, ElementKind.Int32)));
        Assert.Equal(["LogSoftmax", "CrossEntropy", "Sigmoid", "CrossEntropy", "Softmax", "BinaryCrossEntropy", "Softmax", "NegativeLogLikelihood"], After(new FuseLossActivations()));
    }

    [Fact]
    public void DropUnusedGradientsDropsThatOfTheInputOnly()
    {
        var h = small.Dense(small.Input(3), 4);
        Differentiate(small.Add(new MeanSquaredError(), small.Dense(h, 2), small.Input(2)));
        Assert.Equal(2, small.Operators.Count(name => name == "DenseInputGradient"));
        var after = After(new DropUnusedGradients());
        Assert.Equal(1, after.Count(name => name == "DenseInputGradient"));
        Assert.Equal(2, after.Count(name => name == "DenseWeightGradient"));
    }

    [Fact]
    public void FoldConstantsComputesThemOnce()
    {
        var x = small.Input(2);
        var folded = small.Add(new Sum(2), small.Add(new ReLU(), small.Constant(-1, 2)), small.Constant(10, 20));
        small.Output(small.Add(new Product(2), x, folded));
        Assert.Equal(["Product"], After(new FoldConstants()));
        Assert.Equal([10, 22], small.Graph.Nodes[0].Inputs[1].Elements);
    }

    [Fact]
    public void ShareSubexpressionsComputesEqualOnesOnce()
    {
        var x = small.Input(3);
        small.Output(small.Add(new Product(2), small.Add(new Tanh(), x), small.Add(new Tanh(), x)));
        Assert.Equal(["Tanh", "Product"], After(new ShareSubexpressions()));
    }

    [Fact]
    public void ShareSubexpressionsKeepsWhatDiffers()
    {
        Value x = small.Input(3), y = small.Input(3);
        small.Output(
            small.Add(new Tanh(), x), small.Add(new Tanh(), y), small.Add(new LeakyReLU(0.1), x), small.Add(new LeakyReLU(0.2), x), small.Add(new Dropout(0.5, 0), x), small.Add(new Dropout(0.5, 1), x),
            small.Add(new Copy(), x), small.Add(new Copy(), x));
        Assert.Equal(8, After(new ShareSubexpressions()).Length);
    }

    [Fact]
    public void OverwriteInputsSavesAPlace()
    {
        var a = small.Dense(small.Input(3), 2);
        var h = small.Add(new Tanh(), a);
        small.Output(h);
        After(new OverwriteInputs());
        Assert.Equal(0, h.Producer!.OverwrittenInput);
    }

    [Fact]
    public void OverwriteInputsTakesWhicheverInputIsDone()
    {
        Value a = small.Dense(small.Input(3), 2), b = small.Dense(small.Input(3), 2);
        var sum = small.Add(new Sum(2), a, b);
        small.Output(sum, a);
        After(new OverwriteInputs());
        Assert.Equal(1, sum.Producer!.OverwrittenInput);
    }

    [Fact]
    public void OverwriteInputsSparesWhatIsStillReadAndWhatIsNotOurs()
    {
        var x = small.Input(3);
        var ofInput = small.Add(new Tanh(), x);
        var early = small.Add(new Sigmoid(), ofInput);
        var late = small.Add(new Product(2), early, ofInput);
        small.Output(late);
        After(new OverwriteInputs());
        Assert.Equal(-1, ofInput.Producer!.OverwrittenInput);
        Assert.Equal(-1, early.Producer!.OverwrittenInput);
        Assert.Equal(0, late.Producer!.OverwrittenInput);
    }

    [Fact]
    public void OverwriteInputsSparesAValueThatAViewOfItIsReadOfLater()
    {
        var a = small.Dense(small.Input(3), 4);
        var view = small.Add(new Reshape(new Shape([2, 2], "TF")), a);
        var h = small.Add(new Tanh(), a);
        small.Output(h, view);
        After(new OverwriteInputs());
        Assert.Equal(-1, h.Producer!.OverwrittenInput);
    }

    [Fact]
    public void DropIdentitiesDropsWhatComputesNothing()
    {
        var x = small.Input(6);
        var matrix = small.Add(new Reshape(new Shape([2, 3], "TF")), small.Add(new Reshape(new Shape([3, 2], "TF")), x));
        var same = small.Add(new Permute(new([0, 1])), small.Add(new Reshape(new Shape([2, 3], "TF")), matrix));
        var end = small.Add(new LeakyReLU(1), small.Add(new StochasticDepth(0, false, 1), small.Add(new Dropout(0, 0), same)));
        small.Output(small.Add(new Tanh(), end));
        After(new DropIdentities());
        new DropUnusedGradients().Run(small.Graph);
        Assert.Equal(["Reshape", "Tanh"], small.Operators);
        Assert.Equal(x, small.Graph.Nodes[0].Inputs[0]);
    }

    [Fact]
    public void DropTrainingOnlyDropsDropout()
    {
        small.Output(small.Add(new Tanh(), small.Add(new Dropout(0.5, 0), small.Input(2))));
        Assert.Equal(["Tanh"], After(new DropTrainingOnly()));
    }

    [Fact]
    public void DropTrainingOnlyKeepsAllWeights()
    {
        var dense = small.Dense(small.Input(2), 3);
        dense.Producer!.Operator = (Dense)dense.Producer.Operator with { DropConnect = 0.5 };
        small.Output(dense);
        Assert.Equal(["Dense"], After(new DropTrainingOnly()));
        Assert.Equal(0, Assert.IsType<Dense>(small.Graph.Nodes[0].Operator).DropConnect);
    }

    [Fact]
    public void DropWeightsPutsAMaskBeforeTheLayer()
    {
        var dense = small.Dense(small.Input(2), 3);
        dense.Producer!.Operator = (Dense)dense.Producer.Operator with { DropConnect = 0.5 };
        small.Output(dense);
        Assert.Equal(["WeightDropout", "Dense"], After(new DropWeights()));
        Assert.Equal(16 * 2, small.Graph.Nodes[0].Result.Type.StoredLength);
    }

    [Fact]
    public void SeparateOutputsGivesEachOutputMemoryOfItsOwn()
    {
        Value x = small.Input(2), integers = small.Input(2, ElementKind.Int32);
        var h = small.Add(new Tanh(), x);
        small.Output(h, h, x, small.Add(new Reshape(new Shape([2, 1], "TF")), h), integers);
        After(new SeparateOutputs());
        Assert.Equal(h, small.Graph.Outputs[0]);
        Assert.Equal(["Copy", "Copy", "Copy", "ToFloat"], small.Graph.Outputs.Skip(1).Select(output => output.Producer!.Operator.Name));
        Assert.Equal(5, small.Graph.Outputs.Distinct().Count());
    }

    private string[] After(GraphPass pass)
    {
        pass.Run(small.Graph);
        GraphVerifier.Verify(small.Graph, pass.Name);
        return [.. small.Operators];
    }

    private void Differentiate(Value loss)
    {
        small.Output(small.Add(new MeanLoss(new(new([1.0]), new([false]))), loss));
        ReverseMode.Differentiate(small.Graph, new Dictionary<Value, Value>());
        GraphVerifier.Verify(small.Graph, nameof(ReverseMode));
    }
}
