using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;

namespace NetGen.Generator.Tests;

/// <summary>The same declaration gives the same bytes, whatever the machine and the order of the files.</summary>
public sealed class DeterminismTests
{
    private static readonly string[] Sources =
    [
        """
        namespace N;
        [Network, Input(4), Dense(3, WeightInitializer = Initializer.Uniform, WeightArguments = new[] { -0.25, 0.25 }), LeakyReLU(-0.125)]
        [Repeat<Body>(2, "d=3"), Dropout(0.1), Dense(2), SoftmaxCrossEntropy(LabelSmoothing = 0.1)]
        public sealed partial class First { int b; }
        """,
        "namespace N { partial class First { int a; } }",
        "[Network(Precision = Precision.Double), Input(4), Dense(3), MeanSquaredError(Weight = 0.5)] public sealed partial class Second;",
        """namespace N; [Block("d"), Residual<Inner>("k=2*d-3", "e=d")] public sealed class Body;""",
        """namespace N; [Block("k", "e"), Dense("k"), Tanh, Dense("e")] public sealed class Inner;""",
    ];

    [Fact]
    public void TheOrderOfTheFilesDoesNotMatter()
    {
        var expected = Harness.Generate(Harness.Compile(Sources));
        Assert.NotEmpty(expected);
        var random = new Random(1);
        for (var i = 0; i < 10; i++)
        {
            var compilation = Harness.Compile(Sources);
            var trees = compilation.SyntaxTrees.ToArray();
            random.Shuffle(trees);
            var shuffled = compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(trees);
            Assert.Equal(expected, Harness.Generate(shuffled));
        }
    }

    [Fact]
    public void TheCultureDoesNotMatter()
    {
        var expected = Harness.Generate(Harness.Compile(Sources));
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "\u2212";
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = "\u00a0";
        var actual = In(culture, () => Harness.Generate(Harness.Compile(Sources)));
        Assert.Equal(expected, actual);
    }

    [Fact]
    public async Task MessagesDoNotDependOnTheCulture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "\u2212";
        var source = "[Network, Input(4), Dense(2), Dropout(-0.5)] public partial class Net;";
        var messages = await In(culture, () => Harness.Analyze(Harness.Compile(source)));
        Assert.DoesNotContain(messages, message => message.ToString().Contains('\u2212', StringComparison.Ordinal));
    }

    private static T In<T>(CultureInfo culture, Func<T> function)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            return function();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
