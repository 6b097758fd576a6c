namespace NetGen.Tests.Fixtures;

[Network]
[Input(2, 13, Axes = "CL")]
[Conv1D(3, Kernel = 3)]
[MaxPool1D(3, Stride = 1, Padding = 1)]
[AveragePool1D(4, Stride = 3, Padding = 2, CeilMode = true, CountPadding = false)]
[MaxPool1D(2, Stride = 1, Dilation = 2)]
[GlobalMaxPool]
[Dense(2)]
[MeanSquaredError]
public sealed partial class SignalOverlappingPools;

[Network]
[Input(2, 5, 4, 6)]
[Conv3D(3, Kernel = 1)]
[MaxPool3D(3, Stride = new[] { 2, 1, 2 }, Padding = 1)]
[AveragePool3D(2, Stride = 1, Padding = 1)]
[Conv3D(1, Kernel = 2, Stride = 2)]
[MeanSquaredError]
public sealed partial class VolumeOverlappingPools;

[Network]
[Input(2, 5, Axes = "CL", Name = "signal")]
[Input(2, 3, 4, Name = "picture")]
[Input(2, 2, 3, 2, Name = "volume")]
[Conv1D(3, Kernel = 2, From = "signal"), GlobalAveragePool(Name = "ofSignal")]
[Conv2D(5, Kernel = 1, From = "picture", Name = "Conv2"), GlobalMaxPool(Name = "ofPicture")]
[Conv3D(3, Kernel = 1, From = "volume", Name = "Conv3"), GlobalAveragePool(Name = "ofVolume")]
[Concat("ofSignal", "ofPicture", "ofVolume")]
[Dense(2)]
[MeanSquaredError]
public sealed partial class GlobalPools;
