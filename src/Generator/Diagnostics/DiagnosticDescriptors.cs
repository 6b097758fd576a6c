using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace NetGen.Generator.Diagnostics;

/// <summary>Everything NetGen reports, with its message; <see cref="DiagnosticIds"/> says what fills the messages.</summary>
internal static class DiagnosticDescriptors
{
    private const string Category = "NetGen";
    private const string Pages = "docs/diagnostics/";

    public static readonly DiagnosticDescriptor NonPositiveSize = new(
        DiagnosticIds.NonPositiveSize, "A size is not positive",
        "{0} of {1} must be at least 1, but is {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.NonPositiveSize + ".md");

    public static readonly DiagnosticDescriptor JoinShapeMismatch = new(
        DiagnosticIds.JoinShapeMismatch, "Joined values differ in shape",
        "{0} joins values of one shape, but '{1}' is {2} and '{3}' is {4}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.JoinShapeMismatch + ".md");

    public static readonly DiagnosticDescriptor KernelDoesNotFit = new(
        DiagnosticIds.KernelDoesNotFit, "A kernel is larger than its input",
        "{0} kernel {1} does not fit the {2} input from '{3}'{4}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.KernelDoesNotFit + ".md");

    public static readonly DiagnosticDescriptor ReshapeElementCount = new(
        DiagnosticIds.ReshapeElementCount, "Reshape changes the number of elements",
        "Reshape to {0} has {1} elements, but '{2}' is {3} with {4}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.ReshapeElementCount + ".md");

    public static readonly DiagnosticDescriptor InvalidPermutation = new(
        DiagnosticIds.InvalidPermutation, "Permute does not name each axis once",
        "Permute({0}) does not name each axis of '{1}' ({2}) once; its axes are 0 to {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.InvalidPermutation + ".md");

    public static readonly DiagnosticDescriptor InvalidConcatAxis = new(
        DiagnosticIds.InvalidConcatAxis, "Concat names an axis that does not exist",
        "Concat axis {0} does not exist: '{1}' is {2}, whose axes are 0 to {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.InvalidConcatAxis + ".md");

    public static readonly DiagnosticDescriptor WrongRank = new(
        DiagnosticIds.WrongRank, "A layer does not work on values of this rank",
        "{0} works on {1}, but '{2}' is {3}; put {4} before it",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.WrongRank + ".md");

    public static readonly DiagnosticDescriptor ResidualChangesShape = new(
        DiagnosticIds.ResidualChangesShape, "The body of a residual block changes the shape",
        "Residual<{0}> adds {1} to what its body makes of it, {2}; keep the shape, or give a shortcut: [Residual<{0}, Shortcut>]",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.ResidualChangesShape + ".md");

    public static readonly DiagnosticDescriptor InvalidAxes = new(
        DiagnosticIds.InvalidAxes, "Axes does not describe the value",
        "Axes \"{0}\" of {1} is not a description of {2} axes: {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.InvalidAxes + ".md");

    public static readonly DiagnosticDescriptor LossDoesNotFit = new(
        DiagnosticIds.LossDoesNotFit, "A loss does not fit its output",
        "{0} needs {1}, but '{2}' is {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.LossDoesNotFit + ".md");

    public static readonly DiagnosticDescriptor TooManyElements = new(
        DiagnosticIds.TooManyElements, "A value has too many elements",
        "'{0}' would have {1} elements a sample; at most 2147483647 are possible",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.TooManyElements + ".md");

    public static readonly DiagnosticDescriptor ConcatShapeMismatch = new(
        DiagnosticIds.ConcatShapeMismatch, "Concatenated values differ in another axis",
        "Concat along axis {0} joins values that are equal in every other axis, but '{1}' is {2} and '{3}' is {4}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.ConcatShapeMismatch + ".md");

    public static readonly DiagnosticDescriptor BranchShapeMismatch = new(
        DiagnosticIds.BranchShapeMismatch, "The ends of branches differ in shape",
        "The ends of the branches of {0} are joined by {1}, but '{2}' ends in {3} and '{4}' in {5}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.BranchShapeMismatch + ".md");

    public static readonly DiagnosticDescriptor PaddingTooLarge = new(
        DiagnosticIds.PaddingTooLarge, "A value cannot be padded by so much",
        "{0} cannot pad the {1} input from '{2}' by {3}: {4}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.PaddingTooLarge + ".md");

    public static readonly DiagnosticDescriptor NothingLeft = new(
        DiagnosticIds.NothingLeft, "A layer leaves nothing of its input",
        "{0} leaves nothing of the {1} input from '{2}': {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.NothingLeft + ".md");

    public static readonly DiagnosticDescriptor UnknownName = new(
        DiagnosticIds.UnknownName, "From names nothing",
        "{0} reads from '{1}', which does not exist{2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.UnknownName + ".md");

    public static readonly DiagnosticDescriptor DuplicateName = new(
        DiagnosticIds.DuplicateName, "A name is given twice",
        "The name '{0}' is given twice, to {1} and to {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.DuplicateName + ".md");

    public static readonly DiagnosticDescriptor Cycle = new(
        DiagnosticIds.Cycle, "A layer reads from itself",
        "{0} reads from itself: {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.Cycle + ".md");

    public static readonly DiagnosticDescriptor MissingInput = new(
        DiagnosticIds.MissingInput, "A network has no input",
        "Network '{0}' has no [Input]",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.MissingInput + ".md");

    public static readonly DiagnosticDescriptor NothingToRead = new(
        DiagnosticIds.NothingToRead, "A layer has nothing to read",
        "{0} has nothing to read: {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.NothingToRead + ".md");

    public static readonly DiagnosticDescriptor Unused = new(
        DiagnosticIds.Unused, "A value is not used",
        "Nothing reads '{0}': remove it, read it by From, or make it an [Output]",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.Unused + ".md");

    public static readonly DiagnosticDescriptor TwoLosses = new(
        DiagnosticIds.TwoLosses, "An output has two losses",
        "'{0}' has two losses, {1} and {2}; join them in one or give each an output of its own",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.TwoLosses + ".md");

    public static readonly DiagnosticDescriptor MemberNameCollision = new(
        DiagnosticIds.MemberNameCollision, "Two members would have one name",
        "'{0}' would be the name of {1} and of {2}; give the layer another Name",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.MemberNameCollision + ".md");

    public static readonly DiagnosticDescriptor InvalidName = new(
        DiagnosticIds.InvalidName, "A name is not valid",
        "'{0}' cannot be a name: {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.InvalidName + ".md");

    public static readonly DiagnosticDescriptor UnknownParametersFrom = new(
        DiagnosticIds.UnknownParametersFrom, "ParametersFrom names nothing to share",
        "{0} takes its parameters from '{1}', {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.UnknownParametersFrom + ".md");

    public static readonly DiagnosticDescriptor ParametersFromMismatch = new(
        DiagnosticIds.ParametersFromMismatch, "Shared parameters do not fit",
        "{0} cannot share the parameters of '{1}': {2} and {3} differ",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.ParametersFromMismatch + ".md");

    public static readonly DiagnosticDescriptor TooFewSources = new(
        DiagnosticIds.TooFewSources, "A join reads fewer than two values",
        "{0} joins at least two values, but reads {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.TooFewSources + ".md");

    public static readonly DiagnosticDescriptor TooManySources = new(
        DiagnosticIds.TooManySources, "A layer reads more than one value",
        "{0} reads one value, but From names {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.TooManySources + ".md");

    public static readonly DiagnosticDescriptor DuplicateKey = new(
        DiagnosticIds.DuplicateKey, "Two layers have one name in weight files",
        "{0} and {1} would have the same name in weight files, '{2}'; give one another Key",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.DuplicateKey + ".md");

    public static readonly DiagnosticDescriptor UnknownLayer = new(
        DiagnosticIds.UnknownLayer, "A layer is unknown",
        "[{0}] is not a layer NetGen knows",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.UnknownLayer + ".md");

    public static readonly DiagnosticDescriptor WrongOperands = new(
        DiagnosticIds.WrongOperands, "A loss reads several values",
        "{0} reads {1} values, but From names {2}; write From = \"{3}\" with their names",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.WrongOperands + ".md");

    public static readonly DiagnosticDescriptor NetworkWithoutLayers = new(
        DiagnosticIds.NetworkWithoutLayers, "A network has no layers",
        "Network '{0}' has no layers",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.NetworkWithoutLayers + ".md");

    public static readonly DiagnosticDescriptor BlockWithoutLayers = new(
        DiagnosticIds.BlockWithoutLayers, "A block has no layers",
        "Block '{0}' has no layers",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.BlockWithoutLayers + ".md");

    public static readonly DiagnosticDescriptor RecursiveBlock = new(
        DiagnosticIds.RecursiveBlock, "A block contains itself",
        "Block '{0}' contains itself: {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.RecursiveBlock + ".md");

    public static readonly DiagnosticDescriptor NotABlock = new(
        DiagnosticIds.NotABlock, "A type argument is not a block",
        "'{0}' is not a block; mark it with [Block]",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.NotABlock + ".md");

    public static readonly DiagnosticDescriptor UnboundBlockParameter = new(
        DiagnosticIds.UnboundBlockParameter, "A block's parameter has no value",
        "Parameter '{0}' of block '{1}' has no value here; add \"{0}=…\"",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.UnboundBlockParameter + ".md");

    public static readonly DiagnosticDescriptor UnknownBlockParameter = new(
        DiagnosticIds.UnknownBlockParameter, "A name is not a block's parameter",
        "'{0}' is not a parameter of {1}{2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.UnknownBlockParameter + ".md");

    public static readonly DiagnosticDescriptor MalformedExpression = new(
        DiagnosticIds.MalformedExpression, "A size is not integer arithmetic",
        "\"{0}\" is not integer arithmetic: {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.MalformedExpression + ".md");

    public static readonly DiagnosticDescriptor InputInBlock = new(
        DiagnosticIds.InputInBlock, "A block has an input",
        "Block '{0}' cannot have an [Input]: it reads what stands before its use",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.InputInBlock + ".md");

    public static readonly DiagnosticDescriptor OutputInBlock = new(
        DiagnosticIds.OutputInBlock, "A block has an output",
        "Block '{0}' cannot have an [Output]: its last layer is its value",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.OutputInBlock + ".md");

    public static readonly DiagnosticDescriptor LossInBlock = new(
        DiagnosticIds.LossInBlock, "A block has a loss",
        "Block '{0}' cannot have a loss ({1}); put it on the network",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.LossInBlock + ".md");

    public static readonly DiagnosticDescriptor MalformedBinding = new(
        DiagnosticIds.MalformedBinding, "A binding is malformed",
        "\"{0}\" is not a binding: {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.MalformedBinding + ".md");

    public static readonly DiagnosticDescriptor InvalidBlockParameter = new(
        DiagnosticIds.InvalidBlockParameter, "A block's parameter is not valid",
        "'{0}' cannot be a parameter of block '{1}': {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.InvalidBlockParameter + ".md");

    public static readonly DiagnosticDescriptor DropoutRate = new(
        DiagnosticIds.DropoutRate, "A dropout rate is outside [0, 1)",
        "The rate of {0} is {1}; it must be at least 0 and less than 1",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.DropoutRate + ".md");

    public static readonly DiagnosticDescriptor LabelSmoothing = new(
        DiagnosticIds.LabelSmoothing, "A label smoothing is outside [0, 1)",
        "The label smoothing of {0} is {1}; it must be at least 0 and less than 1",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.LabelSmoothing + ".md");

    public static readonly DiagnosticDescriptor InitializerArguments = new(
        DiagnosticIds.InitializerArguments, "The arguments do not fit the initializer",
        "{0} of {1} takes {2}, but has {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.InitializerArguments + ".md");

    public static readonly DiagnosticDescriptor InvalidArgument = new(
        DiagnosticIds.InvalidArgument, "An argument is not valid",
        "{0} of {1} is {2}; {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.InvalidArgument + ".md");

    public static readonly DiagnosticDescriptor AppliedTwice = new(
        DiagnosticIds.AppliedTwice, "A loss on logits reads probabilities",
        "{0} includes the {1}, and '{2}' already is one: it would be applied twice; remove [{3}], or use [{4}]",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.AppliedTwice + ".md");

    public static readonly DiagnosticDescriptor NotProbabilities = new(
        DiagnosticIds.NotProbabilities, "A loss on probabilities reads something else",
        "{0} takes {4}, but '{1}' does not end in {2}; add it, or use [{3}]",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.NotProbabilities + ".md");

    public static readonly DiagnosticDescriptor NotRealTime = new(
        DiagnosticIds.NotRealTime, "A real-time method calls what may allocate or block",
        "'{0}' is [RealTime], but calls '{1}', which may allocate or block",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.NotRealTime + ".md");

    public static readonly DiagnosticDescriptor NotPartial = new(
        DiagnosticIds.NotPartial, "A network is not partial",
        "Network '{0}' must be partial",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.NotPartial + ".md");

    public static readonly DiagnosticDescriptor ContainingTypeNotPartial = new(
        DiagnosticIds.ContainingTypeNotPartial, "A type around a network is not partial",
        "'{0}', which contains network '{1}', must be partial",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.ContainingTypeNotPartial + ".md");

    public static readonly DiagnosticDescriptor GenericNetwork = new(
        DiagnosticIds.GenericNetwork, "A network is generic",
        "Network '{0}' cannot be generic{1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.GenericNetwork + ".md");

    public static readonly DiagnosticDescriptor SeveralParts = new(
        DiagnosticIds.SeveralParts, "Layers are spread over several declarations",
        "The attributes of '{0}' are spread over {1} declarations, and their order would be that of the files; put all on one",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.SeveralParts + ".md");

    public static readonly DiagnosticDescriptor UnsupportedClass = new(
        DiagnosticIds.UnsupportedClass, "A network is of an unsupported kind of class",
        "Network '{0}' cannot be {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.UnsupportedClass + ".md");

    public static readonly DiagnosticDescriptor LanguageVersionTooOld = new(
        DiagnosticIds.LanguageVersionTooOld, "The language version is too old",
        "NetGen's code needs C# {0} or newer, but this project compiles as C# {1}; set LangVersion in the project",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.LanguageVersionTooOld + ".md");

    public static readonly DiagnosticDescriptor RuntimeTooOld = new(
        DiagnosticIds.RuntimeTooOld, "The target framework is too old",
        "NetGen's code needs .NET 10 and the NetGen runtime, but {0} is missing; target net10.0 or newer and reference NetGen",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.RuntimeTooOld + ".md");

    public static readonly DiagnosticDescriptor NetworkAndBlock = new(
        DiagnosticIds.NetworkAndBlock, "A class is both network and block",
        "'{0}' is both a network and a block; remove one of the attributes",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.NetworkAndBlock + ".md");

    public static readonly DiagnosticDescriptor UnknownFunction = new(
        DiagnosticIds.UnknownFunction, "A method cannot be an activation or a loss",
        "'{0}' cannot be the function of {1}: {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.UnknownFunction + ".md");

    public static readonly DiagnosticDescriptor NotDifferentiable = new(
        DiagnosticIds.NotDifferentiable, "A part of a function has no derivative",
        "'{0}' has no derivative: {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.NotDifferentiable + ".md");

    public static readonly DiagnosticDescriptor NotACustomLayer = new(
        DiagnosticIds.NotACustomLayer, "A class cannot be a layer",
        "'{0}' cannot be a layer: {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.NotACustomLayer + ".md");

    public static readonly DiagnosticDescriptor CustomInputMismatch = new(
        DiagnosticIds.CustomInputMismatch, "A layer of one's own does not fit its input",
        "{0} takes '{1}' of the shape ({2}), but '{3}' is {4}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.CustomInputMismatch + ".md");

    public static readonly DiagnosticDescriptor UnknownLayerToHook = new(
        DiagnosticIds.UnknownLayerToHook, "The gradient of a layer that does not exist is asked for",
        "'{0}' asks for the gradient of '{1}', which is no layer of the network{2}; there are {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.UnknownLayerToHook + ".md");

    public static readonly DiagnosticDescriptor GradientHookSignature = new(
        DiagnosticIds.GradientHookSignature, "A method cannot receive a gradient",
        "'{0}' cannot receive a gradient: {1}; declare it as void {0}(ReadOnlySpan<{2}> gradient, int count), or with a Span<{2}> to change it",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.GradientHookSignature + ".md");

    public static readonly DiagnosticDescriptor NoGradientToHook = new(
        DiagnosticIds.NoGradientToHook, "A gradient is asked for that there is not",
        "'{0}' asks for the gradient of '{1}', which has none: {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.NoGradientToHook + ".md");

    public static readonly DiagnosticDescriptor InternalError = new(
        DiagnosticIds.InternalError, "NetGen failed",
        "NetGen failed on network '{0}': {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.InternalError + ".md");

    private static readonly Dictionary<string, DiagnosticDescriptor> ById = Every().ToDictionary(descriptor => descriptor.Id, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = Every().ToImmutableArray();

    /// <summary>The descriptor of an id.</summary>
    public static DiagnosticDescriptor Of(string id) => ById[id];

    private static IEnumerable<DiagnosticDescriptor> Every() =>
    [
        NonPositiveSize,
        JoinShapeMismatch,
        KernelDoesNotFit,
        ReshapeElementCount,
        InvalidPermutation,
        InvalidConcatAxis,
        WrongRank,
        ResidualChangesShape,
        InvalidAxes,
        LossDoesNotFit,
        TooManyElements,
        ConcatShapeMismatch,
        BranchShapeMismatch,
        PaddingTooLarge,
        NothingLeft,
        UnknownName,
        DuplicateName,
        Cycle,
        MissingInput,
        NothingToRead,
        Unused,
        TwoLosses,
        MemberNameCollision,
        InvalidName,
        UnknownParametersFrom,
        ParametersFromMismatch,
        TooFewSources,
        TooManySources,
        DuplicateKey,
        UnknownLayer,
        WrongOperands,
        NetworkWithoutLayers,
        BlockWithoutLayers,
        RecursiveBlock,
        NotABlock,
        UnboundBlockParameter,
        UnknownBlockParameter,
        MalformedExpression,
        InputInBlock,
        OutputInBlock,
        LossInBlock,
        MalformedBinding,
        InvalidBlockParameter,
        DropoutRate,
        LabelSmoothing,
        InitializerArguments,
        InvalidArgument,
        AppliedTwice,
        NotProbabilities,
        NotRealTime,
        NotPartial,
        ContainingTypeNotPartial,
        GenericNetwork,
        SeveralParts,
        UnsupportedClass,
        LanguageVersionTooOld,
        RuntimeTooOld,
        NetworkAndBlock,
        UnknownFunction,
        NotDifferentiable,
        NotACustomLayer,
        CustomInputMismatch,
        UnknownLayerToHook,
        GradientHookSignature,
        NoGradientToHook,
        InternalError,
    ];
}
