using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace NetGen.Package.Tests.PublicApi;

/// <summary>Writes what is visible of an assembly from outside as C# without bodies, in an order that does not depend on the source's.</summary>
internal static class AssemblyText
{
    /// <summary>Writes an assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <returns>Its namespaces and types, sorted.</returns>
    public static string Of(Assembly assembly) => Of(assembly.GetExportedTypes().Where(type => !type.IsNested));

    /// <summary>Writes types.</summary>
    /// <param name="types">The types.</param>
    /// <returns>Their namespaces and they, sorted.</returns>
    public static string Of(IEnumerable<Type> types)
    {
        var text = new StringBuilder();
        foreach (var space in types.GroupBy(type => type.Namespace ?? string.Empty).OrderBy(space => space.Key, StringComparer.Ordinal))
        {
            text.Append(text.Length > 0 ? "\n" : string.Empty).Append($"namespace {space.Key}\n{{\n");
            Write(text, space, "    ");
            text.Append("}\n");
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, IEnumerable<Type> types, string indent)
    {
        bool first = true;
        foreach (Type type in types.OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            text.Append(first ? string.Empty : "\n");
            first = false;
            Write(text, type, indent);
        }
    }

    private static void Write(StringBuilder text, Type type, string indent)
    {
        foreach (string attribute in AttributeText.Of(type))
            text.Append($"{indent}{attribute}\n");
        string head = TypeHead(type);
        if (type.BaseType == typeof(MulticastDelegate))
        {
            text.Append($"{indent}{head};\n");
            return;
        }

        text.Append($"{indent}{head}\n");
        foreach (string constraint in GenericText.Constraints(TypeText.OwnParameters(type)))
            text.Append($"{indent}    {constraint}\n");
        text.Append($"{indent}{{\n");
        foreach (string line in Members(type))
            text.Append($"{indent}    {line}\n");
        Type[] nested = [.. type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Where(inner => inner.IsNestedPublic || inner.IsNestedFamily || inner.IsNestedFamORAssem)];
        if (nested.Length > 0)
            text.Append('\n');
        Write(text, nested, indent + "    ");
        text.Append($"{indent}}}\n");
    }

    private static string TypeHead(Type type)
    {
        string access = type.IsPublic || type.IsNestedPublic ? "public" : "protected";
        string name = TypeText.Name(type);
        if (type.BaseType == typeof(MulticastDelegate))
            return $"{access} delegate {MemberText.Signature(type.GetMethod("Invoke")!, name)}";
        if (type.IsEnum)
            return $"{access} enum {name}{(Enum.GetUnderlyingType(type) is var number && number == typeof(int) ? string.Empty : $" : {TypeText.Of(number)}")}";
        string[] bases = [.. Bases(type)];
        return $"{access} {Kind(type)} {name}{(bases.Length > 0 ? " : " : string.Empty)}{string.Join(", ", bases)}";
    }

    private static string Kind(Type type)
    {
        string record = IsRecord(type) ? "record " : string.Empty;
        if (type.IsInterface)
            return "interface";
        if (type.IsValueType)
            return $"{(type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : string.Empty)}{(type.IsByRefLike ? "ref " : string.Empty)}{record}struct";
        string modifier = (type.IsAbstract, type.IsSealed) switch
        {
            (true, true) => "static ",
            (true, false) => "abstract ",
            (false, true) => "sealed ",
            _ => string.Empty,
        };
        return $"{modifier}{(record.Length > 0 ? "record" : "class")}";
    }

    // The base class, then the interfaces that neither it nor another interface brings.
    private static IEnumerable<string> Bases(Type type)
    {
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
            yield return TypeText.Of(parent);
        Type[] all = type.GetInterfaces();
        IEnumerable<Type> brought = all.SelectMany(face => face.GetInterfaces()).Concat(type.BaseType?.GetInterfaces() ?? []);
        foreach (string face in all.Except(brought).Where(face => face.IsVisible && !(IsRecord(type) && face.Name == "IEquatable`1")).Select(face => TypeText.Of(face)).Order(StringComparer.Ordinal))
            yield return face;
    }

    private static bool IsRecord(Type type) =>
        type.GetMethod("<Clone>$") is not null || (type.IsValueType && type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic)?.IsDefined(typeof(CompilerGeneratedAttribute)) == true);

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .OrderBy(field => Convert.ToInt64(field.GetRawConstantValue(), null))
                .SelectMany(field => AttributeText.Of(field).Append(FormattableString.Invariant($"{field.Name} = {field.GetRawConstantValue()},")));
        }

        return type.GetMembers(declared)
            .Where(member => member is not Type)
            .Select(member => (Rank: Array.IndexOf([typeof(FieldInfo), typeof(ConstructorInfo), typeof(PropertyInfo), typeof(EventInfo), typeof(MethodInfo)], KindOf(member)), member.Name, Text: MemberText.Of(member), Member: member))
            .Where(line => line.Text is not null)
            .OrderBy(line => line.Rank).ThenBy(line => line.Name, StringComparer.Ordinal).ThenBy(line => line.Text, StringComparer.Ordinal)
            .SelectMany(line => AttributeText.Of(line.Member).Append(line.Text!));
    }

    private static Type KindOf(MemberInfo member) => member switch
    {
        FieldInfo => typeof(FieldInfo),
        ConstructorInfo => typeof(ConstructorInfo),
        PropertyInfo => typeof(PropertyInfo),
        EventInfo => typeof(EventInfo),
        _ => typeof(MethodInfo),
    };
}
