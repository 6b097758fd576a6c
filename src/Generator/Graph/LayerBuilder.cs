using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Model;

namespace NetGen.Generator.Graph;

/// <summary>A fault of the declaration, thrown while a layer is built.</summary>
public sealed class SpecException : Exception
{
    internal SpecException(SpecDiagnostic? diagnostic)
        : base(diagnostic?.Id ?? "reported elsewhere") => Diagnostic = diagnostic;

    /// <summary>What is wrong, and where; null where it was reported at another layer.</summary>
    public SpecDiagnostic? Diagnostic { get; }
}

/// <summary>How a tensor starts, as an attribute says.</summary>
/// <param name="Kind">The member of the enum of initializers.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record InitializerSpec(string Kind, EquatableArray<double> Arguments);

/// <summary>What a layer's definition works with: the arguments of the attribute, the inputs, and the graph.</summary>
public sealed partial class LayerBuilder
{
    private readonly BuildScope scope;
    private readonly int index;
    private readonly LayerSpec spec;
    private readonly LayerOrigin origin;
    private readonly List<KeyValuePair<string, Value>> parameters = [];
    private readonly List<Value> owned = [];
    private readonly List<MemberGroup> children = [];

    internal LayerBuilder(BuildScope scope, int index, LayerSpec spec, string name, IReadOnlyList<(string Name, Value Value)> sources, bool readsIntegers)
    {
        this.scope = scope;
        this.index = index;
        this.spec = spec;
        Name = name;
        Ordinal = scope.Builder.NextOrdinal++;
        origin = new LayerOrigin(scope.Context.Path + name, spec.Kind, Ordinal);
        InputNames = sources.Select(source => source.Name).ToArray();
        Inputs = sources.Select(source => readsIntegers || source.Value.Type.Element == ElementKind.Float ? source.Value : Add(new Operators.ToFloat(), source.Value)).ToArray();
    }

    /// <summary>The layer's name in its scope.</summary>
    public string Name { get; }

    /// <summary>The attribute, such as <c>Dense</c>.</summary>
    public string Kind => spec.Kind;

    /// <summary>The ordinal of the layer in the network.</summary>
    public int Ordinal { get; }

    /// <summary>What the layer reads.</summary>
    public IReadOnlyList<Value> Inputs { get; }

    /// <summary>The names of what it reads, for messages.</summary>
    public IReadOnlyList<string> InputNames { get; }

    /// <summary>What the layer reads, where that is one value.</summary>
    public Value Input => Inputs[0];

    /// <summary>Whether the network computes in double.</summary>
    public bool IsDouble => scope.Builder.Spec.IsDouble;

    /// <summary>The layer of the user's own that this is.</summary>
    public CustomLayerSpec Custom => spec.Custom ?? throw Silent();

    /// <summary>The blocks given as type arguments.</summary>
    public IReadOnlyList<string> TypeArguments => spec.TypeArguments;

    /// <summary>The function of the user's own that the layer applies, or null.</summary>
    public FunctionSpec? Function => spec.Function;

    /// <summary>Adds a node of this layer.</summary>
    /// <param name="op">What it computes.</param>
    /// <param name="inputs">From what.</param>
    /// <returns>Its first result.</returns>
    public Value Add(Operators.Operator op, params Value[] inputs) => scope.Builder.Graph.Add(op, inputs, origin).Result;

    /// <summary>Builds what works on the features or channels of its input where these stand last; where they do not, the axes are permuted around it.</summary>
    /// <param name="build">Adds the nodes.</param>
    /// <returns>The result, its axes in the order of the input's.</returns>
    public Value OnLastAxis(Func<Value, Value> build)
    {
        var shape = Input.Shape;
        int axis = shape.FeatureAxis, last = shape.Rank - 1;
        if (axis < 0 || axis == last)
            return build(Input);
        var there = Enumerable.Range(0, shape.Rank).Where(i => i != axis).Append(axis).ToArray();
        var back = Enumerable.Range(0, shape.Rank).Select(i => Array.IndexOf(there, i)).ToArray();
        var rows = Add(new Operators.Permute(new EquatableArray<int>(there)), Input);
        return Add(new Operators.Permute(new EquatableArray<int>(back)), build(rows));
    }

    /// <summary>A fault of this layer, to be thrown.</summary>
    /// <param name="id">The diagnostic.</param>
    /// <param name="argument">The argument that is wrong, or null.</param>
    /// <param name="arguments">What fills the message.</param>
    /// <returns>The exception.</returns>
    public SpecException Error(string id, string? argument, params string[] arguments) =>
        new(new SpecDiagnostic(id, scope.Locate(index, argument), new EquatableArray<string>(arguments)));

    /// <summary>A tensor that optimizers change; that of another layer, where this one shares it.</summary>
    /// <param name="name">The last part of its path, as in PyTorch.</param>
    /// <param name="symbol">Its letter in formulas.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="packing">How it is stored.</param>
    /// <param name="fanIn">How many inputs feed an output.</param>
    /// <param name="fanOut">How many outputs an input feeds.</param>
    /// <param name="initializer">How it starts.</param>
    /// <returns>The parameter.</returns>
    public Value Parameter(string name, string symbol, Shape shape, TensorPacking packing, int fanIn, int fanOut, InitializerSpec initializer)
    {
        var isOwn = SharedPath() is null;
        var value = Stored(ValueKind.Parameter, name, symbol, shape, packing, fanIn, fanOut, initializer);
        if (isOwn)
            owned.Add(value);
        parameters.Add(new KeyValuePair<string, Value>(name, value));
        return value;
    }

    /// <summary>A tensor that training calls change, and optimizers do not; that of another layer, where this one shares its parameters.</summary>
    /// <param name="name">The last part of its path, as in PyTorch.</param>
    /// <param name="symbol">Its letter in formulas.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="initializer">How it starts, <c>Zeros</c> or <c>Ones</c>.</param>
    /// <returns>The buffer.</returns>
    public Value Buffer(string name, string symbol, Shape shape, string initializer) =>
        Stored(ValueKind.Buffer, name, symbol, shape, TensorPacking.RowMajor, 0, 0, new InitializerSpec(initializer, default));

    /// <summary>How much each sample counts in the mean of this loss; null where all count alike.</summary>
    public Value? Normalizer { get; private set; }

    /// <summary>Adds the target of a loss.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="classes">How many classes there are, for indices; 0 for numbers.</param>
    /// <param name="ignored">The index of what does not count, or null.</param>
    /// <returns>The target.</returns>
    public Value Target(ValueType type, int classes = 0, int? ignored = null) => scope.Builder.AddTarget(new NamedTarget(spec.Name ?? string.Empty, type, classes, ignored, Input));

    /// <summary>Divides the sum of the losses of a batch by another sum over its samples.</summary>
    /// <param name="weights">How much each sample counts; it depends on targets only.</param>
    public void Normalize(Value weights) => Normalizer = weights;

    /// <summary>Adds numbers that are known at compile time.</summary>
    /// <param name="name">Their name in formulas.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="elements">The numbers.</param>
    /// <returns>The constant.</returns>
    public Value Constant(string name, Shape shape, IReadOnlyList<double> elements) =>
        scope.Builder.Graph.AddSource(ValueKind.Constant, new ValueType(shape, Batched: false), name, elements: elements);

    /// <summary>A shape of the given sizes.</summary>
    /// <param name="sizes">The sizes.</param>
    /// <param name="axes">A letter an axis, or null.</param>
    /// <returns>The shape.</returns>
    public Shape ShapeOf(int[] sizes, string? axes) =>
        Shape.Of(sizes, axes) ?? throw Error(DiagnosticIds.InvalidAxes, axes is null ? "Shape" : "Axes", axes ?? string.Empty, Name, CSharpLiteral.Of(sizes.Length), Identifiers.WhyNotAxes(axes, sizes.Length));

    /// <summary>Refuses values that are neither a vector nor a sequence with its features last.</summary>
    /// <param name="value">What is read.</param>
    public void RequireLastAxisIsFeature(Value value)
    {
        var shape = value.Shape;
        if (shape.Rank == 1 || (shape.Rank > 0 && shape.Roles[shape.Rank - 1] == 'F'))
            return;
        throw Error(DiagnosticIds.WrongRank, null, Name, "vectors or sequences (time, features)", InputNames[0], Describe(shape), "[Flatten] or [Permute]");
    }

    /// <summary>Refuses values that are not of the shape of the first.</summary>
    public void RequireSameShapes()
    {
        for (var i = 1; i < Inputs.Count; i++)
        {
            if (!Inputs[i].Shape.SameSizes(Input.Shape))
                throw Error(DiagnosticIds.LossDoesNotFit, "From", Name, $"values of one shape, and '{InputNames[0]}' is {Input.Shape}", InputNames[i], Inputs[i].Shape.ToString());
        }
    }

    /// <summary>Refuses values that have neither channels nor features.</summary>
    /// <param name="value">What is read.</param>
    public void RequireChannels(Value value)
    {
        if (value.Shape.FeatureAxis < 0)
            throw WrongInput("values with channels or features", "[Reshape] with Axes");
    }

    /// <summary>The fault of an input that the layer does not work on.</summary>
    /// <param name="kinds">What it works on.</param>
    /// <param name="remedy">The layer to put before it.</param>
    /// <returns>The exception.</returns>
    public SpecException WrongInput(string kinds, string remedy) => Error(DiagnosticIds.WrongRank, null, Name, kinds, InputNames[0], Describe(Input.Shape), remedy);

    /// <summary>Refuses values whose axes are not those that the layer works on.</summary>
    /// <param name="value">What is read.</param>
    /// <param name="accepted">The roles, of which any will do.</param>
    public void RequireAxes(Value value, params string[] accepted)
    {
        if (accepted.Contains(value.Shape.Roles))
            return;
        var kinds = accepted.Select(roles => roles switch { "CL" => "signals (C, L)", "CHW" => "pictures (C, H, W)", _ => "volumes (C, D, H, W)" });
        var remedy = accepted.Length == 1 && accepted[0] == "CL" ? "[Reshape] with Axes = \"CL\"" : "[Reshape]";
        throw Error(DiagnosticIds.WrongRank, null, Name, string.Join(" or ", kinds), InputNames[0], Describe(value.Shape), remedy);
    }

    /// <summary>Warns when the input already is what the loss applies.</summary>
    /// <param name="isApplied">Whether it is.</param>
    /// <param name="function">The function in words.</param>
    /// <param name="attribute">The attribute to remove.</param>
    /// <param name="alternative">The loss to use instead.</param>
    public void WarnIfApplied(Func<Value, bool> isApplied, string function, string attribute, string alternative)
    {
        if (isApplied(Operators.GradientHook.Before(Input)))
            Warn(DiagnosticIds.AppliedTwice, Name, function, InputNames[0], attribute, alternative);
    }

    /// <summary>Warns when the input does not look like probabilities.</summary>
    /// <param name="isProbability">Whether it does.</param>
    /// <param name="what">Probabilities of what kind, in words.</param>
    /// <param name="missing">What to add.</param>
    /// <param name="alternative">The loss to use instead.</param>
    public void WarnUnless(Func<Value, bool> isProbability, string what, string missing, string alternative)
    {
        if (!isProbability(Operators.GradientHook.Before(Input)))
            Warn(DiagnosticIds.NotProbabilities, Name, InputNames[0], missing, alternative, what);
    }

    /// <summary>Builds a block in this place.</summary>
    /// <param name="typeArgument">Which of the type arguments it is.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="segment">Its part of the path below this layer, or null for none.</param>
    /// <param name="bindings">The values of its parameters.</param>
    /// <returns>The value of its last layer.</returns>
    public (string Name, Value Value) Block(int typeArgument, Value input, string? segment, BlockBindings bindings)
    {
        if (scope.Builder.FindBlock(spec.TypeArguments[typeArgument]) is not { IsBlock: true, Layers.Count: > 0 } block || scope.Context.OpenBlocks.Contains(block.FullName))
            throw Silent();
        var below = segment is null ? string.Empty : segment + ".";
        var context = new ScopeContext(
            $"block '{block.Name}'",
            $"{origin.Path}.{below}",
            $"{scope.Context.KeyPath}{spec.Key ?? Name}.{below}",
            bindings.Of(block),
            input,
            SharedPath() is { } shared ? $"{shared}.{below}" : null,
            [.. scope.Context.OpenBlocks, block.FullName]);
        var inner = new BuildScope(scope.Builder, block.FullName, block.Layers, context);
        if (inner.BuildAll() is not { } end)
            throw Silent();
        inner.ReportUnused();
        if (segment is null)
            children.AddRange(inner.Members);
        else
            children.Add(new MemberGroup(segment, [], inner.Members));
        scope.Builder.KindsByPath[origin.Path] = spec.Kind;
        return end;
    }

    /// <summary>Reads the bindings of the blocks used here.</summary>
    /// <returns>The values, evaluated in this scope.</returns>
    public BlockBindings Bindings()
    {
        var used = spec.TypeArguments.Select(scope.Builder.FindBlock).OfType<BlockSpec>().ToArray();
        var values = Bindings(used.SelectMany(block => block.Parameters).ToArray(), used.Length == 1 ? $"block '{used[0].Name}'" : "any block used here");
        if (used.SelectMany(block => block.Parameters.Select(name => (block, name))).FirstOrDefault(pair => !values.ContainsKey(pair.name)) is { name: { } unbound } missing)
            throw Error(DiagnosticIds.UnboundBlockParameter, null, unbound, missing.block.Name);
        return new BlockBindings(values);
    }

    /// <summary>Reads what binds names to integers.</summary>
    /// <param name="known">The names there are.</param>
    /// <param name="owner">What they belong to, for messages.</param>
    /// <returns>The values, evaluated in this scope.</returns>
    public Dictionary<string, int> Bindings(IReadOnlyCollection<string> known, string owner)
    {
        var values = new Dictionary<string, int>(StringComparer.Ordinal);
        var given = Find("Bindings")?.Value ?? default;
        for (var i = 0; i < given.Count; i++)
        {
            var argument = $"Bindings[{CSharpLiteral.Of(i)}]";
            var equals = given[i].Text.IndexOf('=');
            if (equals < 1)
                throw Error(DiagnosticIds.MalformedBinding, argument, given[i].Text, "write \"name=value\"");
            var name = given[i].Text.Substring(0, equals).Trim();
            if (!known.Contains(name))
                throw Error(DiagnosticIds.UnknownBlockParameter, argument, name, owner, Identifiers.DidYouMean(name, known));
            if (values.ContainsKey(name))
                throw Error(DiagnosticIds.MalformedBinding, argument, given[i].Text, $"'{name}' is bound twice");
            values.Add(name, Evaluate(given[i] with { Text = given[i].Text.Substring(equals + 1) }, argument));
        }

        return values;
    }

    /// <summary>Puts the methods behind the layer that receive its gradient.</summary>
    /// <param name="value">What the layer computes.</param>
    /// <returns>The same, to be read by all others.</returns>
    internal Value Hook(Value value)
    {
        foreach (var hook in scope.Builder.HooksOf(origin.Path))
        {
            if (value.Type.Element != ElementKind.Float)
                scope.Builder.Report(hook, DiagnosticIds.NoGradientToHook, "its values are integers");
            else
                value = Add(new Operators.GradientHook(hook.Method, scope.Builder.Spec.Name, hook.IsStatic, hook.IsReadOnly), value);
        }

        return value;
    }

    internal void Finish(Value value)
    {
        scope.Builder.Layers.Add(new LayerSummary(origin.Path, spec.Kind, value, owned, scope.Builder.Graph.Nodes.Where(node => node.Layer == origin).ToArray()));
        scope.SetMembers(index, new MemberGroup(Name, parameters, children));
    }

    /// <summary>A value in words.</summary>
    /// <param name="shape">Its shape.</param>
    /// <returns>What kind of value it is, its sizes and roles.</returns>
    public static string Describe(Shape shape)
    {
        var what = shape.Rank switch { 1 => "a vector", 2 => shape.Roles[0] == 'C' ? "a signal" : "a sequence", 3 => "a picture", 4 => "a volume", _ => "a value" };
        return $"{what} of {shape} ({string.Join(", ", shape.Roles.Select(role => role))})";
    }

    // What is wrong was reported where it stands; this layer only cannot be built.
    private static SpecException Silent() => new(null);

    private Value Stored(ValueKind kind, string name, string symbol, Shape shape, TensorPacking packing, int fanIn, int fanOut, InitializerSpec initializer)
    {
        var path = $"{origin.Path}.{name}";
        Value value;
        if (SharedPath() is { } shared)
        {
            CheckSharedKind(shared);
            if (!scope.Builder.Stored.TryGetValue($"{shared}.{name}", out value!))
                throw Mismatch(shared, $"{name} {shape}", $"no {name}");
            if (!value.Shape.SameSizes(shape))
                throw Mismatch(shared, $"{name} {shape}", $"{name} {value.Shape}");
        }
        else
        {
            // The size is asked for here so that one beyond 32 bits is reported at this layer.
            _ = checked(packing.LengthOf(shape) + shape.Length);
            var tensor = new TensorSpec(path, $"{scope.Context.KeyPath}{spec.Key ?? Name}.{name}", packing, initializer.Kind, fanIn, fanOut, initializer.Arguments);
            value = scope.Builder.Graph.AddSource(kind, new ValueType(shape, Batched: false), symbol, tensor);

            // Two layers of one path have one name, which has been reported.
            if (scope.Builder.Stored.Values.FirstOrDefault(other => other.Tensor!.Key == tensor.Key && other.Tensor.Path != path) is { } clash)
                throw Error(DiagnosticIds.DuplicateKey, spec.Key is null ? null : "Key", clash.Tensor!.Path.Substring(0, clash.Tensor.Path.LastIndexOf('.')), origin.Path, tensor.Key);
        }

        scope.Builder.Stored[path] = value;
        scope.Builder.KindsByPath[origin.Path] = spec.Kind;
        return value;
    }

    private void Warn(string id, params string[] arguments) =>
        scope.Builder.Warn(new SpecDiagnostic(id, scope.Locate(index, null), new EquatableArray<string>(arguments)));

    private string? SharedPath()
    {
        if (spec.ParametersFrom is not { } other)
            return scope.Context.SharedPath is { } outer ? outer + Name : null;
        if (!scope.Knows(other))
            throw Error(DiagnosticIds.UnknownParametersFrom, "ParametersFrom", Name, other, "which does not exist");
        var path = scope.PathOf(other) ?? throw Silent();
        return scope.Builder.KindsByPath.ContainsKey(path) ? path : throw Error(DiagnosticIds.UnknownParametersFrom, "ParametersFrom", Name, other, "which has none");
    }

    private void CheckSharedKind(string path)
    {
        if (scope.Builder.KindsByPath.TryGetValue(path, out var kind) && kind != spec.Kind)
            throw Mismatch(path, spec.Kind, kind);
    }

    private SpecException Mismatch(string path, string here, string there) =>
        Error(DiagnosticIds.ParametersFromMismatch, "ParametersFrom", Name, path, here, there);
}

/// <summary>The values bound to the parameters of blocks.</summary>
/// <param name="Values">By name.</param>
public sealed record BlockBindings(IReadOnlyDictionary<string, int> Values)
{
    /// <summary>The values of one block's parameters.</summary>
    /// <param name="block">The block.</param>
    /// <returns>By name.</returns>
    public IReadOnlyDictionary<string, int> Of(BlockSpec block) =>
        block.Parameters.Distinct().Where(Values.ContainsKey).ToDictionary(name => name, name => Values[name], StringComparer.Ordinal);
}
