using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// The product for a single row, bound by how fast the weights arrive: up to eight panels are streamed at once, some
/// cache lines of one after some of another, with so many sums over interleaved parts of the depth that no addition is waited for.
/// </summary>
/// <param name="Product">The product.</param>
internal sealed record DenseRowProduct(DenseProduct Product)
{
    private sealed record Group(int FirstPanel, int Panels, int Count, int Vectors, int Lanes);

    /// <summary>Writes the calls that compute one row.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">The width.</param>
    /// <param name="row">The row's number, an expression without spaces.</param>
    public void EmitCalls(SourceWriter writer, VectorTarget target, string row)
    {
        foreach (var group in Plan(target))
        {
            bool loop = group.Count > 1;
            string panel = loop ? "p" : CSharpLiteral.Of(group.FirstPanel);
            int panelLength = Product.PanelDepth * VectorTarget.Panel;
            string weights = loop ? $"p * {CSharpLiteral.Of(panelLength)}" : CSharpLiteral.Of(group.FirstPanel * panelLength);
            string column = loop ? $"p * {CSharpLiteral.Of(VectorTarget.Panel)}" : CSharpLiteral.Of(group.FirstPanel * VectorTarget.Panel);
            string place = row == "0" ? column : column == "0" ? $"{row} * {CSharpLiteral.Of(Product.Columns)}" : $"({row} * {CSharpLiteral.Of(Product.Columns)}) + ({column})";
            var arguments = new List<string>
            {
                "in " + Of(Product.Input, row == "0" ? "0" : $"{row} * {CSharpLiteral.Of(Product.Depth)}"),
                "in " + Of(Product.Weights, weights),
            };
            if (Product.Bias is not null)
                arguments.Add("in " + Of(Product.Bias, column));
            if (Product.Saved is not null)
                arguments.Add("in " + Of(Product.Saved, place));
            arguments.Add("ref " + At(Product.Output, place));
            if (loop)
                writer.Line($"for (int {panel} = {CSharpLiteral.Of(group.FirstPanel)}; {panel} < {CSharpLiteral.Of(group.FirstPanel + (group.Count * group.Panels))}; {panel} += {CSharpLiteral.Of(group.Panels)})");
            writer.Line((loop ? "    " : "") + $"{Name(group)}({string.Join(", ", arguments)});");
        }
    }

    /// <summary>Writes the local functions.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">The width.</param>
    public void EmitFunctions(SourceWriter writer, VectorTarget target)
    {
        var written = new HashSet<string>();
        foreach (var group in Plan(target))
        {
            if (!written.Add(Name(group)))
                continue;
            writer.Line();
            EmitFunction(writer, target, group);
        }
    }

    private static string Name(Group group) => $"Row{CSharpLiteral.Of(group.Vectors)}{(group.Lanes == 0 ? "" : "Last")}";

    // Sums for each vector: enough for two multiply-adds a cycle of four cycles each, and to spare.
    private static int Parts(int vectors, VectorTarget target)
    {
        int most = target.Registers == 32 ? 16 : 8;
        return vectors == 1 ? 8 : vectors * 4 <= most ? 4 : vectors * 2 <= most ? 2 : 1;
    }

    // Scalars of x a turn of the loop, which are also the cache lines read of one panel before the next.
    private static int Steps(int vectors, VectorTarget target) =>
        Math.Max(Parts(vectors, target), vectors <= 4 ? 1 : target.Registers == 32 ? 8 : 4);

    private List<Group> Plan(VectorTarget target)
    {
        const int streams = 8;
        int panels = DenseText.Panels(Product.Columns);
        int vectors = Vectors(Product.Columns, target);
        int most = Math.Max(1, streams / target.VectorsPerPanel);
        int count = (panels + most - 1) / most;
        var groups = new List<Group>();
        for (int g = 0, first = 0; g < count; g++)
        {
            int width = (panels / count) + (g < panels % count ? 1 : 0);
            int groupVectors = Math.Min(width * target.VectorsPerPanel, vectors - (first * target.VectorsPerPanel));
            int lanes = g == count - 1 ? Product.Columns % target.Lanes : 0;
            var last = groups.Count == 0 ? null : groups[groups.Count - 1];
            if (last is not null && last.Vectors == groupVectors && last.Panels == width && lanes == 0)
                groups[groups.Count - 1] = last with { Count = last.Count + 1 };
            else
                groups.Add(new Group(first, width, 1, groupVectors, lanes));
            first += width;
        }

        return groups;
    }

    private void EmitFunction(SourceWriter writer, VectorTarget target, Group group)
    {
        int parts = Parts(group.Vectors, target);
        int steps = Steps(group.Vectors, target);
        string Sum(int vector, int part) => $"s{CSharpLiteral.Of(vector)}" + (part == 0 ? "" : "_" + CSharpLiteral.Of(part));
        void Step(int count, int first)
        {
            bool loop = first < 0;
            for (int step = 0; step < count; step++)
                writer.Line($"var {Product.Input}{CSharpLiteral.Of(step)} = {target.Broadcast(Of(Product.Input, loop ? Plus("i", step) : CSharpLiteral.Of(first + step)))};");
            for (int vector = 0; vector < group.Vectors; vector++)
            {
                for (int step = 0; step < count; step++)
                {
                    int offset = (step * VectorTarget.Panel) + Product.WeightOffset(vector, target);
                    string index = loop ? Plus("k", offset) : CSharpLiteral.Of((first * VectorTarget.Panel) + offset);
                    string sum = Sum(vector, step % parts);
                    writer.Line($"{sum} = {target.MultiplyAdd($"{Product.Input}{CSharpLiteral.Of(step)}", Load(target, Product.Weights, index), sum)};");
                }
            }
        }

        writer.Line($"// One row of {Product.Output}, {CSharpLiteral.Of(group.Vectors)} vectors of it.");
        writer.Line(Optimized);
        writer.Open($"static void {Name(group)}({Product.Declarations(target)})");
        for (int vector = 0; vector < group.Vectors; vector++)
        {
            string start = Product.Bias is null ? target.Zero : Load(target, Product.Bias, CSharpLiteral.Of(vector * target.Lanes));
            writer.Line($"{target.Type} {List(parts, part => $"{Sum(vector, part)} = {(part == 0 ? start : target.Zero)}")};");
        }

        int whole = Product.Depth / steps * steps;
        if (whole > 0)
        {
            writer.Open("unchecked");
            writer.Open($"for (nuint i = 0, k = 0; i < {CSharpLiteral.Of(whole)}; i += {CSharpLiteral.Of(steps)}, k += {CSharpLiteral.Of(steps * VectorTarget.Panel)})");
            Step(steps, -1);
            writer.Close();
            writer.Close();
        }

        if (whole < Product.Depth)
        {
            writer.Open();
            Step(Product.Depth - whole, whole);
            writer.Close();
        }

        for (int step = parts / 2; step > 0; step /= 2)
        {
            for (int vector = 0; vector < group.Vectors; vector++)
            {
                for (int part = 0; part < step; part++)
                    writer.Line($"{Sum(vector, part)} += {Sum(vector, part + step)};");
            }
        }

        for (int vector = 0; vector < group.Vectors; vector++)
            Product.EmitStore(writer, target, Sum(vector, 0), vector * target.Lanes, vector == group.Vectors - 1 ? group.Lanes : 0);
        writer.Close();
    }
}
