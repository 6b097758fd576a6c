using NetGen;

namespace NetGen.TestNetworks.First
{
    /// <summary>A classifier; there is another of this name in another namespace.</summary>
    [Network, Input(12), Dense(70), GELU, Dropout(0.1), Dense(5), SoftmaxCrossEntropy]
    public sealed partial class Tagger;
}

namespace NetGen.TestNetworks.Second
{
    /// <summary>A regression in double precision; there is another network of this name in another namespace.</summary>
    [Network(Precision = Precision.Double), Input(7), Dense(18), Tanh, Dense(3), MeanSquaredError]
    public sealed partial class Tagger;
}

namespace NetGen.TestNetworks
{
    /// <summary>A block of the library.</summary>
    [Block("d"), Dense("2*d"), SiLU, Dense("d")]
    public sealed class Body;

    /// <summary>Holds networks.</summary>
    public static partial class Zoo
    {
        /// <summary>Numbers and integers in, two outputs with a loss each.</summary>
        [Network]
        [Input(4, Name = "features"), Input(3, Name = "codes", Type = ElementType.Int32)]
        [Concat("features", "codes"), Dense(8), Residual<Body>("d=8")]
        [Dense(2, Name = "value"), Output("estimate"), MeanSquaredError(Weight = 0.5)]
        [Dense(5, From = "Residual1", Name = "head", Key = "fc"), Output("scores"), SoftmaxCrossEntropy]
        public sealed partial class TwoHeads;
    }
}
