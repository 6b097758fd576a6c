using NetGen.Generator.Model;

namespace NetGen.Generator.Formulas;

/// <summary>Collects the steps of a formula; equal steps are one.</summary>
public sealed class FormulaBuilder
{
    private readonly List<FormulaStep> steps = [];
    private readonly Dictionary<FormulaStep, int> known = [];

    /// <summary>Starts a formula.</summary>
    /// <param name="variables">The names of its arguments.</param>
    public FormulaBuilder(IEnumerable<string> variables)
    {
        Names = new EquatableArray<string>(variables);
        Variables = [.. Names.Select((_, i) => Add(new FormulaStep(FormulaOperation.Variable, new EquatableArray<int>([i]))))];
    }

    /// <summary>The names of the arguments.</summary>
    public EquatableArray<string> Names { get; }

    /// <summary>The arguments.</summary>
    public IReadOnlyList<Term> Variables { get; }

    internal FormulaStep this[int index] => steps[index];

    /// <summary>Ends the formula: keeps the arguments and what the value depends on.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The formula.</returns>
    public Formula Build(Term value)
    {
        var last = Index(value);
        var isUsed = new bool[steps.Count];
        isUsed[last] = true;
        for (var i = last; i >= Names.Count; i--)
        {
            foreach (var operand in isUsed[i] ? steps[i].Operands : default)
                isUsed[operand] = true;
        }

        var places = new int[steps.Count];
        var kept = new List<FormulaStep>();
        for (var i = 0; i < steps.Count; i++)
        {
            if (i >= Names.Count && !isUsed[i])
                continue;
            places[i] = kept.Count;
            kept.Add(i < Names.Count ? steps[i] : steps[i] with { Operands = new EquatableArray<int>(steps[i].Operands.Select(operand => places[operand])) });
        }

        // An argument alone is its own value; it is the last step wherever it stands among the arguments.
        if (last < Names.Count)
            kept.Add(steps[last]);
        return new Formula(Names, new EquatableArray<FormulaStep>(kept));
    }

    /// <summary>Adds a step as it is.</summary>
    /// <param name="operation">What it computes.</param>
    /// <param name="operands">From what.</param>
    /// <returns>The step, or an equal one before it.</returns>
    internal Term Add(FormulaOperation operation, IReadOnlyList<Term> operands)
    {
        int[] indices = [.. operands.Select(Index)];
        var step = new FormulaStep(operation, new EquatableArray<int>(indices));
        if (operation is FormulaOperation.Add or FormulaOperation.Multiply
            && known.TryGetValue(step with { Operands = new EquatableArray<int>([indices[1], indices[0]]) }, out var swapped))
            return new Term(this, swapped);
        return Add(step);
    }

    private int Index(Term term) => term.Builder == this
        ? term.Index
        : Add(new FormulaStep(FormulaOperation.Constant, default, term.Constant ?? throw new ArgumentException("The term belongs to another formula.", nameof(term)))).Index;

    private Term Add(FormulaStep step)
    {
        if (!known.TryGetValue(step, out var index))
        {
            known.Add(step, index = steps.Count);
            steps.Add(step);
        }

        return new Term(this, index);
    }
}
