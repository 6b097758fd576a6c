namespace NetGen.Generator.Emission;

/// <summary>Writes the structs that carry a call's arguments to the threads that share its work.</summary>
internal static class WorkEmitter
{
    /// <summary>Writes a struct whose method does one part.</summary>
    /// <param name="writer">Where to, inside the class that has the work.</param>
    /// <param name="name">The struct's name.</param>
    /// <param name="fields">Types and names of what the parts need.</param>
    /// <param name="body">The statements of a part; its locals are <c>part</c> and <c>team</c>.</param>
    public static void Emit(SourceWriter writer, string name, IEnumerable<(string Type, string Name)> fields, Action body)
    {
        writer.Line();
        writer.Open($"private ref struct {name} : global::NetGen.IParallelWork");
        foreach (var (type, field) in fields)
            writer.Line($"public {type} {field};");
        writer.Line();
        writer.Open("public void Run(int part, global::NetGen.Parallelism team)");
        body();
        writer.Close();
        writer.Close();
    }

    /// <summary>An expression of a new struct, each of whose fields has the value of the local of its name.</summary>
    /// <param name="name">The struct's name.</param>
    /// <param name="owner">The field that is <c>this</c>.</param>
    /// <param name="fields">The other fields.</param>
    /// <returns>The expression.</returns>
    public static string New(string name, string owner, IEnumerable<string> fields) =>
        $"new {name} {{ {owner} = this, {string.Join(", ", fields.Select(field => $"{field} = {field}"))} }}";
}
