namespace NetGen.Generator.Tests;

/// <summary>What Parsing reports about blocks, by id, message and span.</summary>
public sealed class BlockDiagnosticTests
{
    [Fact]
    public Task ABlockThatNobodyUsesIsCheckedToo() => Harness.Expect(
        "[⟦Block⟧] public class Body;",
        "NG1202: Block 'Body' has no layers");

    [Fact]
    public Task ABlockThatSeveralNetworksUseIsReportedOnce() => Harness.Expect(
        [
            "[Network, Input(4), Repeat<N.Body>(2)] public partial class First;",
            "[Network, Input(4), Repeat<N.Body>(2), Dense(2)] public partial class Second;",
            "namespace N; [⟦Block⟧] public class Body;",
        ],
        ["NG1202: Block 'Body' has no layers"]);

    [Fact]
    public Task ABlockHasNoInput() => Harness.Expect(
        "[Block, ⟦Input(4)⟧, Dense(4)] public class Body;",
        "NG1208: Block 'Body' cannot have an [Input]: it reads what stands before its use");

    [Fact]
    public Task ABlockHasNoOutputAndNoLoss() => Harness.Expect(
        "[Block, Dense(4), ⟦Output(\"o\")⟧, ⟦NetGen.CrossEntropy(Weight = 2)⟧] public class Body;",
        "NG1209: Block 'Body' cannot have an [Output]: its last layer is its value",
        "NG1210: Block 'Body' cannot have a loss (CrossEntropy); put it on the network");

    [Fact]
    public Task ParametersAreIdentifiersDeclaredOnce() => Harness.Expect(
        "[Block(\"a\", ⟦\"4d\"⟧, \"d\", ⟦\"a\"⟧), Dense(\"a\"), Dense(\"d\")] public class Body;",
        "NG1212: '4d' cannot be a parameter of block 'Body': it must be a C# identifier",
        "NG1212: 'a' cannot be a parameter of block 'Body': it is declared twice");

    [Fact]
    public Task ABlockInItself() => Harness.Expect(
        "[Block, Dense(4), Residual<⟦Body⟧>] public class Body;",
        "NG1203: Block 'Body' contains itself: Body → Body");

    [Fact]
    public Task ABlockInItselfByWayOfOthersIsReportedOnce() => Harness.Expect(
        [
            "[Network, Input(4), Repeat<C>(2), Dense(4)] public partial class Net;",
            "[Block, Dense(4), NetGen.Branch<Leaf, C>(Join.Add)] public class B;",
            "[Block, Residual<⟦B⟧, Leaf>] public class A;",
            "[Block, Residual<A>] public class C;",
            "[Block, Dense(4)] public class Leaf;",
        ],
        ["NG1203: Block 'A' contains itself: A → B → C → A"]);

    [Theory]
    [InlineData("class Other;")]
    [InlineData("[Dense(4)] class Other;")]
    [InlineData("[Network, Input(4), Dense(4)] partial class Other;")]
    [InlineData("struct Other;")]
    [InlineData("enum Other { }")]
    public Task ATypeArgumentIsABlock(string other) => Harness.Expect(
        ["[Network, Input(4), Residual<Leaf, ⟦Other⟧>] public partial class Net;", other, "[Block, Dense(4)] class Leaf;"],
        ["NG1204: 'Other' is not a block; mark it with [Block]"]);

    [Fact]
    public Task ANestedUseIsReportedWhereItStands() => Harness.Expect(
        ["[Network, Input(4), Repeat<Body>(2)] public partial class Net;", "[Block, Dense(4), Repeat<⟦int⟧>(3)] class Body;"],
        ["NG1204: 'Int32' is not a block; mark it with [Block]"]);

    [Fact]
    public Task LayersOfABlockAreOnOneDeclaration() => Harness.Expect(
        ["[Block, Dense(4)] partial class Body;", "[⟦ReLU⟧] partial class Body;"],
        ["NG1504: The attributes of 'Body' are spread over two declarations, and their order would be that of the files; put all on one"]);

    [Fact]
    public Task ASourceThatIsNoNameIsReported() => Harness.Expect(
        "[Block, Dense(4, From = ⟦3⟧)] class Body;",
        "NG1304: From of Dense is not a name; write a name, several separated by commas, or an array of names");
}
