using System.Collections.Immutable;
using NetGen.Tests.Fixtures;
using Xunit;

namespace NetGen.Tests.PyTorch;

/// <summary>Generated networks against PyTorch: outputs, every gradient, ten steps of three optimizers.</summary>
public sealed class PyTorchFixtureTests
{
    private static readonly ImmutableArray<FixtureCase> Cases =
    [
        FixtureCase.Of<DenseOnly>(),
        FixtureCase.Of<DenseWithoutBias>(),
        FixtureCase.Of<HiddenLinear>(),
        FixtureCase.Of<HiddenSigmoid>(),
        FixtureCase.Of<HiddenTanh>(),
        FixtureCase.Of<HiddenReLU>(),
        FixtureCase.Of<HiddenLeakyReLU>(),
        FixtureCase.Of<HiddenGELU>(),
        FixtureCase.Of<HiddenTanhGELU>(),
        FixtureCase.Of<HiddenSiLU>(),
        FixtureCase.Of<HiddenSoftmax>(),
        FixtureCase.Of<HiddenLogSoftmax>(),
        FixtureCase.Of<LastSigmoid>(),
        FixtureCase.Of<LastTanh>(),
        FixtureCase.Of<LastReLU>(),
        FixtureCase.Of<LastLeakyReLU>(),
        FixtureCase.Of<LastGELU>(),
        FixtureCase.Of<LastTanhGELU>(),
        FixtureCase.Of<LastSiLU>(),
        FixtureCase.Of<LastSoftmax>(),
        FixtureCase.Of<LastLogSoftmax>(),
        FixtureCase.Of<Wide>(),
        FixtureCase.Of<Deep>(),
        FixtureCase.Of<OneSample>(),
        FixtureCase.Of<WithDropoutOfNothing>(),
        FixtureCase.Of<WeightedMeanSquaredError>(),
        FixtureCase.Of<BinaryCrossEntropyOfSigmoid>(),
        FixtureCase.Of<BinaryCrossEntropyOfProduct>(),
        FixtureCase.Of<SigmoidBinaryCrossEntropyOfLogits>(),
        FixtureCase.Of<CrossEntropyOfSoftmax>(),
        FixtureCase.Of<CrossEntropyOfSoftmaxSmoothed>(),
        FixtureCase.Of<CrossEntropyOfProduct>(),
        FixtureCase.Of<SoftmaxCrossEntropyOfIndices>(),
        FixtureCase.Of<SoftmaxCrossEntropyOfIndicesSmoothed>(),
        FixtureCase.Of<SoftmaxCrossEntropyOfDistributions>(),
        FixtureCase.Of<SoftmaxCrossEntropyOfDistributionsSmoothed>(),
        FixtureCase.Of<SoftmaxCrossEntropyOfManyClasses>(),
        FixtureCase.Of<AddOfTwo>(),
        FixtureCase.Of<MultiplyOfTwo>(),
        FixtureCase.Of<ConcatOfThree>(),
        FixtureCase.Of<AddToPrevious>(),
        FixtureCase.Of<JoinsOfItself>(),
        FixtureCase.Of<Diamond>(),
        FixtureCase.Of<AddOfFour>(),
        FixtureCase.Of<ResidualOfBody>(),
        FixtureCase.Of<ResidualWithShortcut>(),
        FixtureCase.Of<RepeatOfThree>(),
        FixtureCase.Of<BranchConcat>(),
        FixtureCase.Of<BranchAdd>(),
        FixtureCase.Of<BranchMultiply>(),
        FixtureCase.Of<NestedBlocks>(),
        FixtureCase.Of<SharedDense>(),
        FixtureCase.Of<SharedBlock>(),
        FixtureCase.Of<SharedTower>(),
        FixtureCase.Of<SequenceDense>(),
        FixtureCase.Of<SequenceOutput>(),
        FixtureCase.Of<SequenceSoftmax>(),
        FixtureCase.Of<SequencePermute>(),
        FixtureCase.Of<VectorToSequence>(),
        FixtureCase.Of<SequenceConcatFeatures>(),
        FixtureCase.Of<SequenceConcatTime>(),
        FixtureCase.Of<PictureFlatten>(),
        FixtureCase.Of<PicturePermute>(),
        FixtureCase.Of<TwoInputs>(),
        FixtureCase.Of<TwoOutputs>(),
        FixtureCase.Of<TwoInputsThreeOutputs>(),
        FixtureCase.Of<HiddenLayerAsOutput>(),
        FixtureCase.Of<LeNet>(),
        FixtureCase.Of<DepthwiseSeparable>(),
        FixtureCase.Of<UNet>(),
        FixtureCase.Of<CausalDilated>(),
        FixtureCase.Of<VolumeClassifier>(),
        FixtureCase.Of<PaddingModes>(),
        FixtureCase.Of<MaxPools>(),
        FixtureCase.Of<AveragePools>(),
        FixtureCase.Of<SignalPools>(),
        FixtureCase.Of<VolumeDecoder>(),
        FixtureCase.Of<Upsamples>(),
        FixtureCase.Of<LinearUpsamples>(),
        FixtureCase.Of<VolumeUpsamples>(),
        FixtureCase.Of<PadCropShuffle>(),
        FixtureCase.Of<BatchNormVector>(),
        FixtureCase.Of<BatchNormSequence>(),
        FixtureCase.Of<BatchNormSignal>(),
        FixtureCase.Of<BatchNormPicture>(),
        FixtureCase.Of<BatchNormVolume>(),
        FixtureCase.Of<SharedBatchNorm>(),
        FixtureCase.Of<ResNet20>(),
        FixtureCase.Of<LayerNormVector>(),
        FixtureCase.Of<LayerNormSequence>(),
        FixtureCase.Of<LayerNormPicture>(),
        FixtureCase.Of<RMSNormVector>(),
        FixtureCase.Of<RMSNormSequence>(),
        FixtureCase.Of<GroupNormPicture>(),
        FixtureCase.Of<GroupNormVector>(),
        FixtureCase.Of<InstanceNormPicture>(),
        FixtureCase.Of<InstanceNormTracked>(),
        FixtureCase.Of<LocalResponseNorms>(),
        FixtureCase.Of<SignalConvolutions>(),
        FixtureCase.Of<PictureConvolutions>(),
        FixtureCase.Of<VolumeConvolutions>(),
        FixtureCase.Of<OnePixel>(),
        FixtureCase.Of<KernelOfInput>(),
        FixtureCase.Of<ManyChannels>(),
        FixtureCase.Of<SignalTransposed>(),
        FixtureCase.Of<PictureTransposed>(),
        FixtureCase.Of<VolumeTransposed>(),
        FixtureCase.Of<SignalOverlappingPools>(),
        FixtureCase.Of<VolumeOverlappingPools>(),
        FixtureCase.Of<GlobalPools>(),
        FixtureCase.Of<SignalNearest>(),
        FixtureCase.Of<VolumeNearest>(),
        FixtureCase.Of<SignalPadCrop>(),
        FixtureCase.Of<VolumePadCrop>(),
        FixtureCase.Of<PictureRearranged>(),
        FixtureCase.Of<VolumePermute>(),
        FixtureCase.Of<SignalNorms>(),
        FixtureCase.Of<PictureNorms>(),
        FixtureCase.Of<VolumeNorms>(),
        FixtureCase.Of<Classifier>(),
    ];

    /// <summary>The names of all fixtures.</summary>
    public static TheoryData<string> Names => [.. Cases.Select(entry => entry.Name)];

    /// <summary>Every fixture with every optimizer.</summary>
    public static TheoryData<string, string> Runs
    {
        get
        {
            var runs = new TheoryData<string, string>();
            foreach (FixtureCase entry in Cases)
            {
                foreach (string optimizer in FixtureOptimizers.Names)
                    runs.Add(entry.Name, optimizer);
            }

            return runs;
        }
    }

    [Fact]
    public void EveryFixtureHasANetwork() => Assert.Equal(
        Directory.EnumerateFiles(Fixture.Folder, "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal),
        Cases.Select(entry => entry.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void HasTheSignatureOfTheModule(string name) => Case(name).HasTheSignatureOfTheModule();

    [Theory]
    [MemberData(nameof(Names))]
    public void PredictsTheOutputs(string name) => Case(name).PredictsTheOutputs(1e-5);

    [Theory]
    [MemberData(nameof(Names))]
    public void ComputesTheGradients(string name) => Case(name).ComputesTheGradients(1e-5);

    [Theory]
    [MemberData(nameof(Runs))]
    public void TrainsWithTheLosses(string name, string optimizer) => Case(name).TrainsWithTheLosses(optimizer, 1e-4);

    [Theory]
    [MemberData(nameof(Names))]
    public void LetsNaNThrough(string name) => Case(name).LetsNaNThrough();

    [Theory]
    [MemberData(nameof(Names))]
    public void TakesAnEmptyBatch(string name) => Case(name).TakesAnEmptyBatch();

    private static FixtureCase Case(string name) => Cases.Single(entry => entry.Name == name);
}
