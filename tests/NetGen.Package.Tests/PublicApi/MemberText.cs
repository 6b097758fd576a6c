using System.Reflection;
using System.Runtime.CompilerServices;

namespace NetGen.Package.Tests.PublicApi;

/// <summary>Writes members as C# declarations without bodies.</summary>
internal static class MemberText
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>Writes a member.</summary>
    /// <param name="member">The member.</param>
    /// <returns>The declaration; null for what is not visible outside of the assembly, belongs to another member, or is the compiler's.</returns>
    public static string? Of(MemberInfo member) => member switch
    {
        FieldInfo field => IsVisible(field.IsPublic, field.IsFamily, field.IsFamilyOrAssembly) ? Of(field) : null,
        ConstructorInfo constructor => IsVisible(constructor) && !constructor.IsStatic ? $"{Access(constructor)}{constructor.DeclaringType!.Name.Split('`')[0]}{Parameters(constructor)};" : null,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible) && property.Name != "EqualityContract" ? Of(property) : null,
        EventInfo evented => IsVisible(evented.AddMethod!) ? $"{Modifiers(evented.AddMethod!)}event {TypeText.Of(evented.EventHandlerType!, Nullability.Create(evented), evented)} {evented.Name};" : null,
        MethodInfo method => IsVisible(method) && !IsAccessor(method) && !IsSynthesized(method) ? Of(method) : null,
        _ => null,
    };

    /// <summary>Writes the result, name and parameters of a method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="name">Its name, with type parameters.</param>
    /// <returns>The text, without modifiers before it and constraints behind.</returns>
    public static string Signature(MethodInfo method, string name)
    {
        ParameterInfo result = method.ReturnParameter;
        string reference = result.ParameterType.IsByRef ? (result.GetRequiredCustomModifiers().Length > 0 || result.IsDefined(typeof(IsReadOnlyAttribute)) ? "ref readonly " : "ref ") : string.Empty;
        string type = $"{reference}{TypeText.Of(result.ParameterType, Nullability.Create(result), result)}";
        return method.Name is "op_Implicit" or "op_Explicit" ? $"{name} {type}{Parameters(method)}" : $"{type} {name}{Parameters(method)}";
    }

    private static string Of(FieldInfo field)
    {
        string access = field.IsPublic ? "public " : "protected ";
        string type = TypeText.Of(field.FieldType, Nullability.Create(field), field);
        if (field.IsLiteral)
            return $"{access}const {type} {field.Name} = {ValueText.Of(field.GetRawConstantValue(), field.FieldType)};";
        return $"{access}{(field.IsStatic ? "static " : string.Empty)}{(field.IsInitOnly ? "readonly " : string.Empty)}{type} {field.Name};";
    }

    private static string Of(PropertyInfo property)
    {
        MethodInfo[] accessors = [.. property.GetAccessors(nonPublic: true).Where(IsVisible)];
        MethodInfo widest = accessors.FirstOrDefault(accessor => accessor.IsPublic) ?? accessors[0];
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : string.Empty;
        string reference = !property.PropertyType.IsByRef ? string.Empty : property.IsDefined(typeof(IsReadOnlyAttribute)) ? "ref readonly " : "ref ";
        string name = property.GetIndexParameters().Length > 0 ? $"this[{Parameters(property.GetIndexParameters())}]" : property.Name;
        string bodies = string.Join(' ', accessors.Select(accessor =>
            (accessor.IsPublic == widest.IsPublic ? string.Empty : Access(accessor)) + (accessor == property.GetMethod ? "get;" : IsInit(accessor) ? "init;" : "set;")));
        return $"{Modifiers(widest)}{required}{reference}{TypeText.Of(property.PropertyType, Nullability.Create(property), property)} {name} {{ {bodies} }}";
    }

    private static string Of(MethodInfo method)
    {
        string parameters = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : string.Empty;
        string name = method.Name switch
        {
            "op_Implicit" => "implicit operator",
            "op_Explicit" => "explicit operator",
            _ when method.IsSpecialName && method.Name.StartsWith("op_", StringComparison.Ordinal) => $"operator {method.Name[3..]}",
            _ => method.Name,
        };
        string[] constraints = [.. GenericText.Constraints(method.IsGenericMethod ? method.GetGenericArguments() : [])];
        return $"{Modifiers(method)}{Signature(method, name + parameters)}{string.Concat(constraints.Select(constraint => " " + constraint))};";
    }

    private static string Parameters(MethodBase method) =>
        $"({(method.IsDefined(typeof(ExtensionAttribute)) ? "this " : string.Empty)}{Parameters(method.GetParameters())})";

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(Of));

    private static string Of(ParameterInfo parameter)
    {
        string attributes = string.Concat(AttributeText.Of(parameter).Select(attribute => attribute + " "));
        string modifier = parameter switch
        {
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) => "params ",
            { ParameterType.IsByRef: true, IsOut: true } => "out ",
            { ParameterType.IsByRef: true } when parameter.IsDefined(typeof(RequiresLocationAttribute)) => "ref readonly ",
            { ParameterType.IsByRef: true, IsIn: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ => string.Empty,
        };
        string scoped = parameter.IsDefined(typeof(ScopedRefAttribute)) ? "scoped " : string.Empty;
        string value = parameter.HasDefaultValue ? $" = {ValueText.Of(parameter.RawDefaultValue, parameter.ParameterType)}" : string.Empty;
        return $"{attributes}{scoped}{modifier}{TypeText.Of(parameter.ParameterType, Nullability.Create(parameter), parameter)} {parameter.Name}{value}";
    }

    private static string Modifiers(MethodInfo method)
    {
        Type declaring = method.DeclaringType!;
        bool inInterface = declaring.IsInterface;
        string access = inInterface && method.IsPublic ? string.Empty : Access(method);
        string fixedness = method.IsStatic ? "static " : string.Empty;
        bool isOverride = !method.IsStatic && method.GetBaseDefinition() != method;
        string inheritance = method switch
        {
            { IsAbstract: true } => inInterface && !method.IsStatic ? string.Empty : isOverride ? "abstract override " : "abstract ",
            _ when isOverride => method.IsFinal ? "sealed override " : "override ",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => string.Empty,
        };
        bool isReadOnly = declaring.IsValueType && !declaring.IsDefined(typeof(IsReadOnlyAttribute)) && method.IsDefined(typeof(IsReadOnlyAttribute));
        return access + fixedness + inheritance + (isReadOnly ? "readonly " : string.Empty);
    }

    private static string Access(MethodBase method) => method.IsPublic ? "public " : "protected ";

    private static bool IsVisible(MethodBase method) => IsVisible(method.IsPublic, method.IsFamily, method.IsFamilyOrAssembly);

    private static bool IsVisible(bool isPublic, bool isFamily, bool isFamilyOrAssembly) => isPublic || isFamily || isFamilyOrAssembly;

    private static bool IsAccessor(MethodInfo method) =>
        method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    // What the compiler adds to records, but for the property EqualityContract, whose accessor is as any automatic property's.
    private static bool IsSynthesized(MethodInfo method) => method.IsDefined(typeof(CompilerGeneratedAttribute)) || method.Name == "<Clone>$";

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
}
