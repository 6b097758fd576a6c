namespace NetGen.Generator.Diagnostics;

/// <summary>
/// The ids of everything NetGen reports; the line above each shows its message, whose {n} a
/// <see cref="Model.SpecDiagnostic"/> fills in order. Shapes are written 16×5×5, names without quotes.
/// Each id has a page in docs/diagnostics. A location's argument may end in an index, such as Bindings[1].
/// </summary>
public static class DiagnosticIds
{
    // ---- Shapes ---- (NG1010 is for layers that read numbers only)

    /// <summary>{0} of {1} must be at least 1, but is {2}. ("Units", "Dense2", "0")</summary>
    public const string NonPositiveSize = "NG1001";

    /// <summary>{0} joins values of one shape, but '{1}' is {2} and '{3}' is {4}. ("Add1", "Dense1", "8", "Dense2", "9")</summary>
    public const string JoinShapeMismatch = "NG1002";

    /// <summary>{0} kernel {1} does not fit the {2} input from '{3}'{4}. ("Conv2D", "5×5", "4×4", "MaxPool2", ", padded to 4×6" or ", dilated to 9×9" or "")</summary>
    public const string KernelDoesNotFit = "NG1003";

    /// <summary>Reshape to {0} has {1} elements, but '{2}' is {3} with {4}. ("4×4", "16", "Dense1", "3×5", "15"; {1} may be "a multiple of 4" where an axis is −1)</summary>
    public const string ReshapeElementCount = "NG1004";

    /// <summary>Permute({0}) does not name each axis of '{1}' ({2}) once; its axes are 0 to {3}. ("0, 0, 1", "Dense1", "3×4×5", "2")</summary>
    public const string InvalidPermutation = "NG1005";

    /// <summary>Concat axis {0} does not exist: '{1}' is {2}, whose axes are 0 to {3}. ("3", "Dense1", "4×5", "1")</summary>
    public const string InvalidConcatAxis = "NG1006";

    /// <summary>{0} works on {1}, but '{2}' is {3}; put {4} before it. ("Dense1", "vectors or sequences", "image", "a picture of 1×28×28", "[Flatten] or [Permute]")</summary>
    public const string WrongRank = "NG1007";

    /// <summary>Residual&lt;{0}&gt; adds {1} to what its body makes of it, {2}; keep the shape, or give a shortcut: [Residual&lt;{0}, Shortcut&gt;]. ("Body", "64", "32")</summary>
    public const string ResidualChangesShape = "NG1008";

    /// <summary>Axes "{0}" of {1} is not a description of {2} axes: {3}. ("CZ", "input", "2", "'Z' is not one of C D H W L T F")</summary>
    public const string InvalidAxes = "NG1009";

    /// <summary>{0} needs {1}, but '{2}' is {3}. ("SoftmaxCrossEntropy", "at least 2 classes on the last axis", "Dense2", "1")</summary>
    public const string LossDoesNotFit = "NG1011";

    /// <summary>'{0}' would have {1} elements a sample; at most 2147483647 are possible. ("Dense1", "4611686014132420609")</summary>
    public const string TooManyElements = "NG1012";

    /// <summary>Concat along axis {0} joins values that are equal in every other axis, but '{1}' is {2} and '{3}' is {4}. ("0", "A", "3×4", "B", "3×5")</summary>
    public const string ConcatShapeMismatch = "NG1013";

    /// <summary>The ends of the branches of {0} are joined by {1}, but '{2}' ends in {3} and '{4}' in {5}. ("Branch1", "Add", "Left", "8", "Right", "9"; also for Residual with a shortcut)</summary>
    public const string BranchShapeMismatch = "NG1014";

    /// <summary>{0} cannot pad the {1} input from '{2}' by {3}: {4}. ("Pad1", "4×4", "Conv1", "5 and 5", "along axis H, Reflect takes at most 3")</summary>
    public const string PaddingTooLarge = "NG1015";

    /// <summary>{0} leaves nothing of the {1} input from '{2}': {3}. ("Crop1", "4×4", "Conv1", "2 and 2 are taken off axis H")</summary>
    public const string NothingLeft = "NG1016";

    // ---- Names and wiring ----

    /// <summary>{0} reads from '{1}', which does not exist{2}. ("Add1", "Dens1", "; did you mean 'Dense1'?" or "")</summary>
    public const string UnknownName = "NG1101";

    /// <summary>The name '{0}' is given twice, to {1} and to {2}. ("head", "Dense", "Add")</summary>
    public const string DuplicateName = "NG1102";

    /// <summary>{0} reads from itself: {1}. ("Add1", "Add1 ← Dense2 ← Add1")</summary>
    public const string Cycle = "NG1103";

    /// <summary>Network '{0}' has no [Input]. (name)</summary>
    public const string MissingInput = "NG1104";

    /// <summary>{0} has nothing to read: {1}. ("Dense1", "the network has several inputs; name one with From")</summary>
    public const string NothingToRead = "NG1105";

    /// <summary>Nothing reads '{0}': remove it, read it by From, or make it an [Output]. ("Dense3"; inputs too)</summary>
    public const string Unused = "NG1106";

    /// <summary>'{0}' has two losses, {1} and {2}; join them in one or give each an output of its own. ("Dense3", "MeanSquaredError", "CrossEntropy")</summary>
    public const string TwoLosses = "NG1107";

    /// <summary>'{0}' would be the name of {1} and of {2}; give the layer another Name. ("Parameters", "layer 'Parameters'", "a member of every network")</summary>
    public const string MemberNameCollision = "NG1108";

    /// <summary>'{0}' cannot be a name: {1}. ("my layer", "it must be a C# identifier")</summary>
    public const string InvalidName = "NG1109";

    /// <summary>{0} takes its parameters from '{1}', {2}. ("Dense2", "Dens1", "which does not exist" | "which has none" | "which takes its own from elsewhere")</summary>
    public const string UnknownParametersFrom = "NG1110";

    /// <summary>{0} cannot share the parameters of '{1}': {2} and {3} differ. ("Dense2", "Dense1", "weight 8×4 + bias 8", "weight 8×5 + bias 8"; or kinds)</summary>
    public const string ParametersFromMismatch = "NG1111";

    /// <summary>{0} joins at least two values, but reads {1}. ("Add1", "one, 'Dense1'")</summary>
    public const string TooFewSources = "NG1112";

    /// <summary>{0} reads one value, but From names {1}. ("Dense1", "'a' and 'b'")</summary>
    public const string TooManySources = "NG1113";

    /// <summary>{0} and {1} would have the same name in weight files, '{2}'; give one another Key. ("fc1", "Dense1", "fc1.weight")</summary>
    public const string DuplicateKey = "NG1114";

    /// <summary>[{0}] is not a layer NetGen knows. ("My.Own")</summary>
    public const string UnknownLayer = "NG1115";

    /// <summary>{0} reads {1} values, but From names {2}; write From = "{3}" with their names. ("TripletMargin", "3", "2", "anchors, positives, negatives"; at From or the loss)</summary>
    public const string WrongOperands = "NG1116";

    // ---- Blocks ---- (Parsing reports 1201–1204, 1208–1210 and 1212; the graph's checks the rest)

    /// <summary>Network '{0}' has no layers. (name)</summary>
    public const string NetworkWithoutLayers = "NG1201";

    /// <summary>Block '{0}' has no layers. (name)</summary>
    public const string BlockWithoutLayers = "NG1202";

    /// <summary>Block '{0}' contains itself: {1}. ("A", "A → B → A")</summary>
    public const string RecursiveBlock = "NG1203";

    /// <summary>'{0}' is not a block; mark it with [Block]. ("Body")</summary>
    public const string NotABlock = "NG1204";

    /// <summary>Parameter '{0}' of block '{1}' has no value here; add "{0}=…". ("d", "Body")</summary>
    public const string UnboundBlockParameter = "NG1205";

    /// <summary>'{0}' is not a parameter of {1}{2}. ("dd", "block 'Body'" | "network 'Net', which has none" | "any block used here", "; did you mean 'd'?" or "")</summary>
    public const string UnknownBlockParameter = "NG1206";

    /// <summary>"{0}" is not integer arithmetic: {1}. ("4*", "a number or name is missing at the end")</summary>
    public const string MalformedExpression = "NG1207";

    /// <summary>Block '{0}' cannot have an [Input]: it reads what stands before its use. (name)</summary>
    public const string InputInBlock = "NG1208";

    /// <summary>Block '{0}' cannot have an [Output]: its last layer is its value. (name)</summary>
    public const string OutputInBlock = "NG1209";

    /// <summary>Block '{0}' cannot have a loss ({1}); put it on the network. ("Body", "MeanSquaredError")</summary>
    public const string LossInBlock = "NG1210";

    /// <summary>"{0}" is not a binding: {1}. ("d", "write \"name=value\"" | "'d' is bound twice")</summary>
    public const string MalformedBinding = "NG1211";

    /// <summary>'{0}' cannot be a parameter of block '{1}': {2}. ("4d", "Body", "it must be a C# identifier" | "it is declared twice")</summary>
    public const string InvalidBlockParameter = "NG1212";

    // ---- Arguments ----

    /// <summary>The rate of {0} is {1}; it must be at least 0 and less than 1. ("Dropout1", "1.5")</summary>
    public const string DropoutRate = "NG1301";

    /// <summary>The label smoothing of {0} is {1}; it must be at least 0 and less than 1. ("SoftmaxCrossEntropy", "1")</summary>
    public const string LabelSmoothing = "NG1302";

    /// <summary>{0} of {1} takes {2}, but has {3}. ("Normal", "WeightInitializer", "(mean, standard deviation) or nothing", "(1)")</summary>
    public const string InitializerArguments = "NG1303";

    /// <summary>{0} of {1} is {2}; {3}. ("Weight", "MeanSquaredError", "-1", "it must be positive and finite"; whatever has no id of its own)</summary>
    public const string InvalidArgument = "NG1304";

    // ---- Advice: warnings ----

    /// <summary>{0} includes the {1}, and '{2}' already is one: it would be applied twice; remove [{3}], or use [{4}]. ("SoftmaxCrossEntropy", "softmax", "Softmax1", "Softmax", "CrossEntropy"; at the loss)</summary>
    public const string AppliedTwice = "NG1401";

    /// <summary>{0} takes {4}, but '{1}' does not end in {2}; add it, or use [{3}]. ("CrossEntropy", "Dense3", "[Softmax]", "SoftmaxCrossEntropy", "probabilities"; at the loss)</summary>
    public const string NotProbabilities = "NG1402";

    /// <summary>'{0}' is [RealTime], but calls '{1}', which may allocate or block. ("Synth.Render(Span&lt;float&gt;)", "Net.Save(string)"; at the call, by the analyzer itself)</summary>
    public const string NotRealTime = "NG1403";

    // ---- The class ---- (all reported by Parsing)

    /// <summary>Network '{0}' must be partial. (name)</summary>
    public const string NotPartial = "NG1501";

    /// <summary>'{0}', which contains network '{1}', must be partial. (type, network)</summary>
    public const string ContainingTypeNotPartial = "NG1502";

    /// <summary>Network '{0}' cannot be generic{1}. (name, "" or ", nor nested in the generic type 'Outer'")</summary>
    public const string GenericNetwork = "NG1503";

    /// <summary>The attributes of '{0}' are spread over {1} declarations, and their order would be that of the files; put all on one. (name, "2")</summary>
    public const string SeveralParts = "NG1504";

    /// <summary>Network '{0}' cannot be {1}. (name, "static" | "abstract" | "a record" | "file-local")</summary>
    public const string UnsupportedClass = "NG1505";

    /// <summary>NetGen's code needs C# {0} or newer, but this project compiles as C# {1}; set LangVersion in the project. ("13", "11")</summary>
    public const string LanguageVersionTooOld = "NG1506";

    /// <summary>NetGen's code needs .NET 10 and the NetGen runtime, but {0} is missing; target net10.0 or newer and reference NetGen. ("System.Runtime.Intrinsics.Vector512")</summary>
    public const string RuntimeTooOld = "NG1507";

    /// <summary>'{0}' is both a network and a block; remove one of the attributes. (name)</summary>
    public const string NetworkAndBlock = "NG1508";

    // ---- Functions of the user's own ---- (all reported by Parsing)

    /// <summary>'{0}' cannot be the function of {1}: {2}. ("Mish", "Activation", "'Net' has no method of this name; …"; at the attribute's argument)</summary>
    public const string UnknownFunction = "NG1601";

    /// <summary>'{0}' has no derivative: {1}. ("(int)x", "a conversion to an integer is not continuous; …"; at the part of the method)</summary>
    public const string NotDifferentiable = "NG1602";

    // ---- Layers of the user's own ----

    /// <summary>'{0}' cannot be a layer: {1}. ("Scale", "it has no static method 'Backward'; …"; by Parsing, at the type argument, or in the class)</summary>
    public const string NotACustomLayer = "NG1701";

    /// <summary>{0} takes '{1}' of the shape ({2}), but '{3}' is {4}. ("Scale1", "x", "c, h, w", "Dense1", "a vector of 8 (F)")</summary>
    public const string CustomInputMismatch = "NG1702";

    // ---- Methods that receive gradients ----

    /// <summary>'{0}' asks for the gradient of '{1}', which is no layer of the network{2}; there are {3}. ("Watch", "Dens1", "; did you mean 'Dense1'?" or "", "'Dense1', 'ReLU1'")</summary>
    public const string UnknownLayerToHook = "NG1801";

    /// <summary>'{0}' cannot receive a gradient: {1}; declare it as void {0}(ReadOnlySpan&lt;{2}&gt; gradient, int count), or with a Span&lt;{2}&gt; to change it. ("Watch", "it returns a value", "float"; by Parsing)</summary>
    public const string GradientHookSignature = "NG1802";

    /// <summary>'{0}' asks for the gradient of '{1}', which has none: {2}. ("Watch", "MeanSquaredError", "it is a loss; name the layer that the loss reads")</summary>
    public const string NoGradientToHook = "NG1803";

    /// <summary>NetGen failed on network '{0}': {1}. (name, exception)</summary>
    public const string InternalError = "NG9999";
}
