using Microsoft.CodeAnalysis;

namespace NetGen.Generator.Tests;

/// <summary>NG1403: what a method marked <c>[RealTime]</c> calls, by id, message and span.</summary>
public sealed class RealTimeDiagnosticTests
{
    private const string Network = "[Network, Input(4), Repeat<Body>(2), Dense(3), SoftmaxCrossEntropy] public partial class Net; [Block, Dense(4), ReLU] public class Body; ";

    // A compilation for all: most of the time goes into the network.
    [Fact]
    public Task WhatIsMarkedMayBeCalled() => Harness.Expect(Methods(
        "net.Predict(x, y);",
        "net.Predict(x, y, 1);",
        "net.Classify(x);",
        "net.Evaluate(x, labels, 1);",
        "net.Dense1.Weight[0, 1] += net.Parameters.Span[0] + net.Parameters[\"Dense1.bias\"][0] + net.Repeat1[^1].Dense1.Bias[1];",
        "int length = Net.InputLength + Net.InputShape[0] + Net.Signature.Outputs[0].Length + Net.Description.Length + net.Repeat1.Count;",
        "int best = Metrics.ArgMax<float>(y); confusion.Add(best, best); double share = confusion.Accuracy + confusion[0, 0];",
        "scaler.Transform(x); x[0] = VectorMath.Sigmoid(x[0]); Slot<float> none = new(); Slot<double> slot = default;",
        "Update(); void Update() => net.Classify([1f, 2, 3, 4]);",
        // C#'s and the framework's are the user's own business.
        "object boxed = new float[3]; boxed.ToString(); System.IO.File.Delete(\"x\"); Own();",
        // Not called, or real time is over.
        "string name = nameof(net.Save);",
        "if (x.Length != 4) throw new WeightFileException(net.Repeat1.ToString());"));

    [Fact]
    public Task WhatIsNotMarkedIsReported()
    {
        var cases = new (string Body, string Member)[]
        {
            ("net.⟦Save⟧(\"x\");", "Net.Save(string)"),
            ("net?.⟦Save⟧(\"x\");", "Net.Save(string)"),
            ("net = ⟦new Net(1)⟧;", "Net.Net(ulong)"),
            ("Net other = ⟦new(1)⟧;", "Net.Net(ulong)"),
            ("net = Net.⟦Load⟧(\"x\");", "Net.Load(string, bool)"),
            ("net.⟦CreateTrainingSession⟧(1);", "Net.CreateTrainingSession(int)"),
            ("session.⟦Backward⟧(x, labels, 1);", "Net.TrainingSession.Backward(ReadOnlySpan<float>, ReadOnlySpan<int>, int)"),
            ("session.⟦Step⟧ = 3;", "Net.TrainingSession.Step.set"),
            ("ulong step = session.⟦Step⟧;", "Net.TrainingSession.Step.get"),
            ("session.⟦Step⟧++;", "Net.TrainingSession.Step.get"),
            ("session.⟦Step⟧ += 3;", "Net.TrainingSession.Step.get"),
            ("net.Parameters[0].⟦ToArray⟧();", "TensorView<float>.ToArray()"),
            ("string text = confusion.⟦ToString⟧();", "ConfusionMatrix.ToString()"),
            ("foreach (Batch<float> batch in ⟦batches⟧) net.Classify(x);", "BatchSource<float>.GetEnumerator()"),
            ("using (⟦session⟧) net.Classify(x);", "Net.TrainingSession.Dispose()"),
            ("⟦using var own = session;⟧ net.Classify(x);", "Net.TrainingSession.Dispose()"),
            ("Action<string> save = net.⟦Save⟧;", "Net.Save(string)"),
            ("Action save = () => net.⟦Save⟧(\"x\"); save();", "Net.Save(string)"),
            ("Save(); void Save() => net.⟦Save⟧(\"x\");", "Net.Save(string)"),
            ("var copy = ⟦Net.Signature with { Name = \"x\" }⟧;", "NetworkSignature.<Clone>$()"),
            ("bool same = ⟦Net.Signature == Net.Signature⟧;", "NetworkSignature.operator ==(NetworkSignature?, NetworkSignature?)"),
            ("(_, _, int[] c, _) = (1, 2, labels, 4); ⟦(string n, _, _, _, _) = Net.Signature.Outputs[0]⟧;", "SlotSignature.Deconstruct(out string, out ImmutableArray<int>, out ElementType, out int, out int?)"),
            ("bool none = Net.Signature.Outputs[0] is ⟦(\"x\", _, _, _, _)⟧;", "SlotSignature.Deconstruct(out string, out ImmutableArray<int>, out ElementType, out int, out int?)"),
        };
        return Harness.Expect(
            Methods([.. cases.Select(call => call.Body)]),
            [.. cases.Select((call, i) => $"NG1403: 'Loop.Tick{i}(Span<float>, Span<float>, int[])' is [RealTime], but calls '{call.Member}', which may allocate or block")]);
    }

    [Fact]
    public Task AMethodWithoutTheMarkMayCallAll() => Harness.Expect(
        Network + "class Loop { void Save(Net net) { net.Save(\"x\"); Action later = () => net.Save(\"y\"); } Net net = new(1); }");

    [Fact]
    public Task OnlyTheMarkedLambdaOrLocalFunctionIsJudged() => Harness.Expect(
        Network + """
        class Loop
        {
            void Run(Net net)
            {
                Action tick = [RealTime] () => net.⟦Save⟧("x");
                net.Save("y");
                [RealTime] void Tick() { Action inner = () => net.⟦Save⟧("z"); }
            }
        }
        """,
        "NG1403: 'lambda expression' is [RealTime], but calls 'Net.Save(string)', which may allocate or block",
        "NG1403: 'Tick()' is [RealTime], but calls 'Net.Save(string)', which may allocate or block");

    [Fact]
    public Task PropertiesConstructorsAndTypesAreMarkedToo() => Harness.Expect(
        Network + """
        class Loop
        {
            private readonly Net net = ⟦new(1)⟧;
            private static readonly Net Shared = new(2);
            [RealTime] public Loop() => net.⟦Save⟧("x");
            [RealTime] public int Length { get { net.⟦Save⟧("y"); return 0; } }
            public int Other { [RealTime] get { net.⟦Save⟧("z"); return 0; } set => net.Save("z"); }
        }
        [RealTime] class Ticks { void Tick(Net net) => net.⟦Save⟧("w"); }
        """,
        "NG1403: 'Loop.Loop()' is [RealTime], but calls 'Net.Net(ulong)', which may allocate or block",
        "NG1403: 'Loop.Loop()' is [RealTime], but calls 'Net.Save(string)', which may allocate or block",
        "NG1403: 'Loop.Length' is [RealTime], but calls 'Net.Save(string)', which may allocate or block",
        "NG1403: 'Loop.Other' is [RealTime], but calls 'Net.Save(string)', which may allocate or block",
        "NG1403: 'Ticks.Tick(Net)' is [RealTime], but calls 'Net.Save(string)', which may allocate or block");

    // The network is known at run time only; its interface is what it can be held to.
    [Fact]
    public Task AGenericMethodIsJudgedByTheInterface() => Harness.Expect(
        """
        static class Loop
        {
            [RealTime]
            static float Tick<TNetwork>(TNetwork net, Slot<float>[] inputs, Memory<float>[] outputs)
                where TNetwork : class, INetwork<TNetwork, float>
            {
                var batch = new Batch<float>(inputs, [], TNetwork.Signature.Inputs.Length);
                net.Predict(batch, outputs);
                net = TNetwork.⟦Create⟧(1);
                net.⟦CreateTrainingSession⟧(1);
                return net.Evaluate(batch) + net.Parameters.Span[0];
            }
        }
        """,
        "NG1403: 'Loop.Tick<TNetwork>(TNetwork, Slot<float>[], Memory<float>[])' is [RealTime], but calls 'INetwork<TNetwork, float>.Create(ulong)', which may allocate or block",
        "NG1403: 'Loop.Tick<TNetwork>(TNetwork, Slot<float>[], Memory<float>[])' is [RealTime], but calls 'INetwork<TNetwork, float>.CreateTrainingSession(int)', which may allocate or block");

    // So that the judgement by the interface is sound.
    [Fact]
    public Task WhatImplementsOrOverridesAMarkedMemberIsMarkedWithIt() => Harness.Expect(
        """
        sealed class Linear : INetwork<Linear, float>
        {
            private readonly FlatBuffer<float> parameters = new(BufferLayout.Empty);
            public static NetworkSignature Signature => throw new NotSupportedException();
            public static Linear Create(ulong seed) => new();
            public FlatBuffer<float> Parameters => parameters;
            public FlatBuffer<float> Buffers => ⟦new(BufferLayout.Empty)⟧;
            public void Predict(scoped Batch<float> batch, ReadOnlySpan<Memory<float>> outputs) => parameters[0].⟦ToArray⟧();
            float INetwork<Linear, float>.Evaluate(scoped Batch<float> batch) => parameters[0].⟦ToArray⟧()[0];
            public ITrainingSession<float> CreateTrainingSession(int capacity) { parameters[0].ToArray(); throw new NotSupportedException(); }
        }
        abstract class Loop { [RealTime] public abstract void Tick(FlatBuffer<float> parameters); }
        sealed class SavingLoop : Loop { public override void Tick(FlatBuffer<float> parameters) => parameters[0].⟦ToArray⟧(); }
        """,
        "NG1403: 'Linear.Buffers' is [RealTime], but calls 'FlatBuffer<float>.FlatBuffer(BufferLayout)', which may allocate or block",
        "NG1403: 'Linear.Predict(scoped Batch<float>, ReadOnlySpan<Memory<float>>)' is [RealTime], but calls 'TensorView<float>.ToArray()', which may allocate or block",
        "NG1403: 'Linear.INetwork<Linear, float>.Evaluate(scoped Batch<float>)' is [RealTime], but calls 'TensorView<float>.ToArray()', which may allocate or block",
        "NG1403: 'SavingLoop.Tick(FlatBuffer<float>)' is [RealTime], but calls 'TensorView<float>.ToArray()', which may allocate or block");

    // What a user adds to the class of his network is not generated.
    [Fact]
    public Task MembersThatAUserAddsToANetworkAreHisOwn() => Harness.Expect(
        """
        [Network, Input(4), Dense(3)] public partial class Net
        {
            public void Log() { }
            [RealTime] public void Tick(float[] x, float[] y) { Predict(x, y); Log(); ⟦Save⟧("x"); }
        }
        """,
        "NG1403: 'Net.Tick(float[], float[])' is [RealTime], but calls 'Net.Save(string)', which may allocate or block");

    // One mistake is one error: the surface of a wrong network is marked as that of a right one.
    [Fact]
    public Task AWrongNetworkIsReportedOnce() => Harness.Expect(
        """
        [Network, Input(4), Dense(⟦0⟧), SoftmaxCrossEntropy] public partial class Net;
        static class Loop
        {
            [RealTime] static void Tick(Net net, float[] x, float[] y, int[] t) { net.Predict(x, y); net.Predict(x, y, 1); net.Classify(x); net.Evaluate(x, t, 1); net.Parameters.Span.Clear(); }
        }
        """,
        "NG1001: Units of Dense1 must be at least 1, but is 0");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ANetworkOfALibraryIsJudgedToo(bool asProject)
    {
        var library = Harness.WithGenerated(Harness.Compile(Network)).WithAssemblyName("Library");
        using var image = new MemoryStream();
        Assert.True(library.Emit(image).Success);
        MetadataReference reference = asProject ? library.ToMetadataReference() : MetadataReference.CreateFromImage(image.ToArray());
        var app = Harness.Create("App", Harness.ParseOptions, Harness.References.Add(reference), [("App.cs", """
            using NetGen;
            static class Loop { [RealTime] static void Tick(Net net, float[] x, float[] y) { net.Predict(x, y); net.Save("x"); } }
            """)]);
        var diagnostic = Assert.Single(await Harness.Analyze(app));
        Assert.Equal("'Loop.Tick(Net, float[], float[])' is [RealTime], but calls 'Net.Save(string)', which may allocate or block", diagnostic.GetMessage());
        Assert.Equal("Save", diagnostic.Location.SourceTree!.ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
    }

    // docs/real-time.md, with the call that its comment warns of.
    [Fact]
    public async Task TheExampleOfThePageIsRight()
    {
        string page = File.ReadAllText(Repository.At("docs/real-time.md")).ReplaceLineEndings("\n");
        string code = page.Split("```csharp\n")[1].Split("```")[0];
        var compilation = Harness.WithGenerated(Harness.Compile(code));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS1591"));
        Assert.Empty(await Harness.Analyze(Harness.Compile(code)));
        string wrong = code.Replace("=> controller.Predict", "=> Controller.Load(\"controller.safetensors\").Predict", StringComparison.Ordinal);
        Assert.Equal("NG1403", Assert.Single(await Harness.Analyze(Harness.Compile(wrong))).Id);
    }

    // What does not compile calls nothing, and nothing would be reported of it.
    private static string Methods(params string[] bodies)
    {
        string source = Network + $$"""
            class Loop(Net net, Net.TrainingSession session, ConfusionMatrix confusion, StandardScaler<float> scaler, BatchSource<float> batches)
            {
                {{string.Join('\n', bodies.Select((body, i) => $"[RealTime] public void Tick{i}(Span<float> x, Span<float> y, int[] labels) {{ {body} }}"))}}
                private void Own() => (net, confusion, scaler, batches, session).ToString();
            }
            """;
        string plain = source.Replace("⟦", "", StringComparison.Ordinal).Replace("⟧", "", StringComparison.Ordinal);
        Assert.Empty(Harness.WithGenerated(Harness.Compile(plain)).GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return source;
    }
}
