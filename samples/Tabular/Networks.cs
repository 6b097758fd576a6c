using NetGen;

namespace Tabular;

/// <summary>Tells the species of an iris from the lengths and widths of its sepals and petals.</summary>
[Network]
[Input(4)]
[Dense(16), ReLU]
[Dense(3)]
[SoftmaxCrossEntropy]
internal sealed partial class IrisClassifier;

/// <summary>Tells the cultivar of a wine from its chemical analysis.</summary>
[Network]
[Input(13)]
[Dense(16), ReLU]
[Dense(3)]
[SoftmaxCrossEntropy]
internal sealed partial class WineClassifier;

/// <summary>Tells whether a tumour is malignant from measures of its cell nuclei.</summary>
[Network]
[Input(30)]
[Dense(16), ReLU]
[Dense(2)]
[SoftmaxCrossEntropy]
internal sealed partial class TumourClassifier;
