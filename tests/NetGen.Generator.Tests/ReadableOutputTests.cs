namespace NetGen.Generator.Tests;

/// <summary>
/// What is generated for a network small enough to be read whole, as it was last read and accepted. A change of the kernels'
/// names or of the wording shows here; accept it by renaming what was received.
/// </summary>
public sealed class ReadableOutputTests
{
    [Theory]
    [InlineData("Forward")]
    [InlineData("Backward")]
    public void SmallClassifier(string direction) => Snapshot.Verify(
        Harness.Generate(Harness.Compile("""
            [Network]
            [Input(4)]
            [Dense(3), ReLU]
            [Dense(2)]
            [SoftmaxCrossEntropy]
            public sealed partial class Small;
            """))[$"Small.{direction}.g.cs"],
        direction);
}
