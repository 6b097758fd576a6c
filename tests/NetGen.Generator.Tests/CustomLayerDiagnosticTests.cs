namespace NetGen.Generator.Tests;

/// <summary>What is reported of layers of the user's own, by id, message and span.</summary>
public sealed class CustomLayerDiagnosticTests
{
    private const string Forward = "public static void Forward(ReadOnlySpan<float> x, Span<float> y) { }";
    private const string Backward = "public static void Backward(ReadOnlySpan<float> yGradient, Span<float> xGradient) { }";

    [Theory]
    [InlineData(Forward + Backward)]
    [InlineData("internal static void Forward(Span<float> y, ReadOnlySpan<float> x) { }" + Backward)]
    [InlineData("public static void Forward<T>(Span<T> y) { } public static void Backward<S>(Span<S> xGradient, ReadOnlySpan<S> y) { }")]
    [InlineData("public static void Forward(Span<double> y) { }" + Forward + Backward)]
    public Task AClassThatFitsIsALayer(string members) => Harness.Expect(Layer(members, custom: "Custom<Own>"));

    [Theory]
    [InlineData("", "it has no static method 'Forward'; write 'public static void Forward(Span<float> y)'")]
    [InlineData(Forward, "it has no static method 'Backward'; write 'public static void Backward(ReadOnlySpan<float> x, Span<float> xGradient, ReadOnlySpan<float> y, ReadOnlySpan<float> yGradient)'")]
    [InlineData("public void Forward(ReadOnlySpan<float> x, Span<float> y) { }" + Backward, "it has no static method 'Forward'; write 'public static void Forward(Span<float> y)'")]
    public Task WhatIsMissingIsReportedWhereTheLayerIsUsed(string members, string reason) =>
        Harness.Expect(Layer(members, custom: "Custom<⟦Own⟧>"), "NG1701: 'Own' cannot be a layer: " + reason);

    [Theory]
    [InlineData("public static void ⟦Forward⟧(ReadOnlySpan<float> x) { }" + Backward, "'Forward' lacks 'Span<float> y', which it is to write")]
    [InlineData(Forward + "public static void ⟦Backward⟧(ReadOnlySpan<float> yGradient) { }", "'Backward' lacks 'Span<float> xGradient', which it is to write")]
    [InlineData(Forward + "public static void ⟦Backward⟧(ReadOnlySpan<double> yGradient, Span<double> xGradient) { }", "'Backward' does not work on float, as the network does; write another, or one that is generic in the type")]
    [InlineData("public static int ⟦Forward⟧(Span<float> y) => 0;" + Backward, "'Forward' must return nothing, and be internal or public")]
    [InlineData("static void ⟦Forward⟧(Span<float> y) { }" + Backward, "'Forward' must return nothing, and be internal or public")]
    [InlineData("public static void Forward(Span<float> ⟦x⟧, Span<float> y) { }" + Backward, "'x' of 'Forward': it must be a ReadOnlySpan, for it is only read")]
    [InlineData(Forward + "public static void Backward(ReadOnlySpan<float> ⟦xGradient⟧) { }", "'xGradient' of 'Backward': it must be a Span, for it is written")]
    [InlineData("public static void Forward(in ReadOnlySpan<float> ⟦x⟧, Span<float> y) { }" + Backward, "'x' of 'Forward': it must be passed by value")]
    [InlineData("public static void Forward(ReadOnlySpan<float> ⟦z⟧, Span<float> y) { }" + Backward, "'z' of 'Forward': it is none of x, y, and a size is an int")]
    public Task WhatIsWrongIsReportedAtItsPlace(string members, string reason) =>
        Harness.Expect(Layer(members, custom: "Custom<Own>"), "NG1701: 'Own' cannot be a layer: " + reason);

    [Theory]
    [InlineData("CustomInput(⟦\"my x\"⟧)", "'my x' cannot name a value; it must be a C# identifier other than accumulate that ends neither in _ nor in Gradient")]
    [InlineData("CustomInput(\"x\"), CustomOutput(⟦\"X\"⟧)", "two values are called 'X'")]
    [InlineData("⟦CustomParameter(\"w\")⟧", "the parameter 'w' needs a size an axis, such as [CustomParameter(\"w\", \"c\")]")]
    public Task ValuesAreChecked(string attributes, string reason) =>
        Harness.Expect(Layer(Forward + Backward, "Custom<Own>", attributes), "NG1701: 'Own' cannot be a layer: " + reason);

    [Theory]
    [InlineData("CustomInput(\"x\", \"a\", \"b\")", "⟦Custom<Own>⟧", "NG1702: Own1 takes 'x' of the shape (a, b), but 'Dense1' is a vector of 3 (F)")]
    [InlineData("CustomInput(\"x\", \"4\")", "⟦Custom<Own>⟧", "NG1702: Own1 takes 'x' of the shape (4), but 'Dense1' is a vector of 3 (F)")]
    [InlineData("CustomInput(\"x\", \"a\"), CustomOutput(\"y\", \"a-3\")", "⟦Custom<Own>⟧", "NG1701: 'Own' cannot be a layer: the size 'a-3' is not positive here (a = 3)")]
    [InlineData("CustomInput(\"x\", \"a\"), CustomOutput(\"y\", \"a+\")", "⟦Custom<Own>⟧", "NG1701: 'Own' cannot be a layer: the size 'a+' is no arithmetic: a number or name is missing at the end")]
    [InlineData("CustomInput(\"x\", \"a\"), CustomOutput(\"y\", \"k\")", "⟦Custom<Own>⟧", "NG1701: 'Own' cannot be a layer: the size 'k' has no value here; write [Custom<Own>(\"k=…\")]")]
    [InlineData("CustomInput(\"x\", \"a\")", "Custom<Own>(⟦\"k=3\"⟧)", "NG1206: 'k' is not a parameter of 'Own'")]
    public Task InputsAndBindingsAreChecked(string attributes, string custom, string expected) => Harness.Expect(Layer(Forward + Backward, custom, attributes), expected);

    [Theory]
    [InlineData("[Network, Input(4), Repeat<Body>(2)] partial class Net; [Block, Dense(3), Dense(4), Custom<⟦Own⟧>] class Body { private class Own {", "} }")]
    [InlineData("[Network, Input(4), Dense(3), Custom<⟦Own⟧>] partial class Net; file class Own {", "}")]
    public Task TheClassMustBeVisible(string before, string behind) => Harness.Expect(
        before + Forward + Backward + behind,
        "NG1701: 'Own' cannot be a layer: generated code cannot see it; make it internal or public");

    [Fact]
    public Task AFaultIsReportedOnceHoweverOftenTheLayerIsUsed() => Harness.Expect(
        "[Network, Input(4), Dense(3), Custom<⟦Own⟧>, Custom<Own>] public partial class Net; class Own { }",
        "NG1701: 'Own' cannot be a layer: it has no static method 'Forward'; write 'public static void Forward(Span<float> y)'");

    private static string Layer(string members, string custom, string attributes = "") =>
        $"[Network, Input(4), Dense(3), {custom}] public partial class Net; {(attributes.Length > 0 ? $"[{attributes}] " : "")}public sealed class Own {{ {members} }}";
}
