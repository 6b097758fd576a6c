using NetGen.Generator.Formulas;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>An element-wise function, written as an expression over vectors of any width; a record, so that equal ones share kernels.</summary>
public abstract record VectorExpression
{
    /// <summary>The name, for kernels and comments, such as <c>ReLU</c>; unique among expressions that differ.</summary>
    public abstract string Name { get; }

    /// <summary>How many operands it has.</summary>
    public abstract int Arity { get; }

    /// <summary>The methods that the expression calls; they stand beside the kernels.</summary>
    public virtual IEnumerable<VectorFunction> Functions => [];

    /// <summary>Writes the expression.</summary>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="operands">Names of vector locals, each evaluated as often as the text needs.</param>
    /// <returns>The expression.</returns>
    public abstract string Emit(VectorTarget target, params string[] operands);
}
