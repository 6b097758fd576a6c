using Microsoft.CodeAnalysis;
using NetGen.Generator.Diagnostics;
using NetGen.Generator.Model;

namespace NetGen.Generator.Parsing;

/// <summary>Every block that is reached from a class through type arguments, each once.</summary>
/// <param name="owners">Receives the class of every full name that a <see cref="SpecLocation"/> may name.</param>
/// <param name="functions">Reads functions of the user's own.</param>
/// <param name="customLayers">Reads layers of the user's own.</param>
internal sealed class BlockParser(IDictionary<string, INamedTypeSymbol> owners, FunctionReader functions, CustomLayerReader customLayers)
{
    private readonly List<LayerSpec> misplaced = [];
    private readonly SortedDictionary<string, BlockSpec> blocks = new(StringComparer.Ordinal);

    /// <summary>What was found wrong.</summary>
    public List<SpecDiagnostic> Diagnostics { get; } = [];

    /// <summary>Whether an attribute met on the way does not bind.</summary>
    public bool HasCompilerErrors { get; private set; }

    /// <summary>Ends the walk: looks for blocks that contain themselves.</summary>
    /// <returns>
    /// All blocks by name, without what was reported here: the cyclic ones have lost their layers, so that whoever walks them
    /// comes to an end, and all of them their losses and outputs.
    /// </returns>
    public EquatableArray<BlockSpec> Finish()
    {
        var cycles = new BlockCycles(blocks);
        Diagnostics.AddRange(cycles.Diagnostics());
        return new EquatableArray<BlockSpec>(blocks.Values
            .Select(block => block with { Layers = cycles.IsCyclic(block) ? default : new EquatableArray<LayerSpec>(block.Layers.Where(IsPlain)) })
            .ToArray());

        bool IsPlain(LayerSpec layer) => !misplaced.Contains(layer);
    }

    /// <summary>Reads the layers, outputs and losses of a class and, on the way, every block they use.</summary>
    /// <param name="type">A network or a block.</param>
    /// <param name="owner">Its full name in locations.</param>
    /// <param name="cancellation">Stops the walk.</param>
    public EquatableArray<LayerSpec> Layers(INamedTypeSymbol type, string owner, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var layers = new List<LayerSpec>();
        foreach (var attribute in AttributeNames.Nodes(type))
        {
            HasCompilerErrors |= !Binds(attribute);
            var layer = LayerReader.ReadLayer(attribute, layers.Count, owner, Diagnostics);
            if (FunctionReader.IsFunction(layer.Kind))
                layer = layer with { Function = functions.Read(attribute, type, layer, owner, Diagnostics, cancellation) };
            for (var i = 0; i < attribute.AttributeClass!.TypeArguments.Length; i++)
            {
                var argument = attribute.AttributeClass.TypeArguments[i];
                var where = new SpecLocation(owner, SpecTarget.Layer, layer.Index, $"TypeArguments[{i}]");
                if (argument.TypeKind == TypeKind.Error)
                    HasCompilerErrors = true;
                else if (layer.Kind == CustomLayerReader.Kind)
                    layer = layer with { Custom = customLayers.Read(argument, where, Diagnostics) };
                else
                    Visit(argument, where, cancellation);
            }

            layers.Add(layer);
        }

        HasCompilerErrors |= type.GetAttributes().Any(AttributeNames.IsUnknown);
        return new EquatableArray<LayerSpec>(layers);
    }

    /// <summary>Reads a class marked <c>[Block]</c> and all that it uses.</summary>
    /// <param name="type">The class.</param>
    /// <param name="cancellation">Stops the walk.</param>
    public void Block(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var fullName = SymbolNames.Full(type);
        if (blocks.ContainsKey(fullName))
            return;

        var declaration = type.GetAttributes().FirstOrDefault(AttributeNames.IsBlock);
        var spec = new BlockSpec(fullName, type.Name, declaration is not null, Parameters(declaration), AttributeNames.Inputs(type).Length > 0, default);
        owners[fullName] = type;
        blocks.Add(fullName, spec); // before its layers: a block that contains itself meets itself here
        blocks[fullName] = spec with { Layers = Layers(type, fullName, cancellation) };
        if (spec.IsBlock)
            Check(blocks[fullName], type);
    }

    private void Visit(ITypeSymbol argument, SpecLocation where, CancellationToken cancellation)
    {
        if (argument is INamedTypeSymbol { TypeKind: TypeKind.Class } type)
            Block(type, cancellation);
        var fullName = SymbolNames.Full(argument);
        if (!blocks.TryGetValue(fullName, out var block))
            blocks.Add(fullName, block = new BlockSpec(fullName, argument.Name, IsBlock: false, default, HasInput: false, default));
        if (!block.IsBlock)
            Diagnostics.Add(new SpecDiagnostic(DiagnosticIds.NotABlock, where, new EquatableArray<string>([argument.Name.Length > 0 ? argument.Name : fullName])));
    }

    private void Check(BlockSpec block, INamedTypeSymbol type)
    {
        var nodes = AttributeNames.Nodes(type);
        if (!AttributeNames.MayHaveLayers(type))
            Report(DiagnosticIds.BlockWithoutLayers, SpecTarget.Declaration, 0, null, block.Name);
        if (block.HasInput)
            Report(DiagnosticIds.InputInBlock, SpecTarget.Input, 0, null, block.Name);
        for (var i = 0; i < nodes.Length; i++)
        {
            if (AttributeNames.IsLoss(nodes[i]) || AttributeNames.IsOutput(nodes[i]))
                misplaced.Add(block.Layers[i]);
            if (AttributeNames.IsLoss(nodes[i]))
                Report(DiagnosticIds.LossInBlock, SpecTarget.Layer, i, null, block.Name, block.Layers[i].Kind);
            else if (AttributeNames.IsOutput(nodes[i]))
                Report(DiagnosticIds.OutputInBlock, SpecTarget.Layer, i, null, block.Name);
        }

        for (var i = 0; i < block.Parameters.Count; i++)
        {
            var parameter = block.Parameters[i];
            if (!SymbolNames.IsIdentifier(parameter))
                Report(DiagnosticIds.InvalidBlockParameter, SpecTarget.Declaration, 0, $"Parameters[{i}]", parameter, block.Name, "it must be a C# identifier");
            else if (block.Parameters.Take(i).Contains(parameter))
                Report(DiagnosticIds.InvalidBlockParameter, SpecTarget.Declaration, 0, $"Parameters[{i}]", parameter, block.Name, "it is declared twice");
        }

        ClassRules.CheckParts(type, block.FullName, Diagnostics);

        void Report(string id, SpecTarget target, int index, string? argument, params string[] arguments) =>
            Diagnostics.Add(new SpecDiagnostic(id, new SpecLocation(block.FullName, target, index, argument), new EquatableArray<string>(arguments)));
    }

    private static EquatableArray<string> Parameters(AttributeData? declaration) =>
        declaration is { ConstructorArguments.Length: 1 } && declaration.ConstructorArguments[0] is { Kind: TypedConstantKind.Array, IsNull: false } names
            ? new EquatableArray<string>(names.Values.Select(name => name.Value as string ?? string.Empty))
            : default;

    /// <summary>Whether C# understood the attribute.</summary>
    public static bool Binds(AttributeData attribute) =>
        attribute.AttributeConstructor is not null
        && attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(named => named.Value)).All(constant => constant.Kind != TypedConstantKind.Error);
}
