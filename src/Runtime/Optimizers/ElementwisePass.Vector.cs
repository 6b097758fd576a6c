using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

internal partial interface IElementwiseRule<T>
{
    /// <summary>Steps the elements of a vector.</summary>
    /// <param name="p">The parameters, shrunk where weight decay is decoupled.</param>
    /// <param name="g">Their gradients, with the L2 penalty where weight decay is one.</param>
    /// <param name="a">The first buffer of the state.</param>
    /// <param name="b">The second.</param>
    /// <param name="c">The third.</param>
    /// <returns>The parameters after the step.</returns>
    Vector512<T> Apply(Vector512<T> p, Vector512<T> g, ref Vector512<T> a, ref Vector512<T> b, ref Vector512<T> c);
}

internal readonly ref partial struct ElementwisePass<T>
{
    private void RunVector512<TRule, TAdjusted>(TRule rule)
        where TRule : struct, IElementwiseRule<T>
        where TAdjusted : struct, IChoice
    {
        ref T p = ref this.p, g = ref this.g, a = ref this.a, b = ref this.b, c = ref this.c;
        Vector512<T> λ = Vector512.Create(penalty), kept = Vector512.Create(shrink);
        AdjustmentVector512<T> factors = TAdjusted.Value ? new(in adjustment) : default;
        Vector512<T> first = default, second = default, third = default;
        nuint lanes = (nuint)Vector512<T>.Count, end = (nuint)length;
        for (nuint i = 0; i < end; i += lanes)
        {
            Vector512<T> parameter = Vector512.LoadUnsafe(ref p, i);
            Vector512<T> gradient = Vector512.LoadUnsafe(ref g, i);
            if (TAdjusted.Value)
                gradient = factors.Adjust(gradient, parameter);
            gradient += λ * parameter;
            if (TRule.Buffers > 0)
                first = Vector512.LoadUnsafe(ref a, i);
            if (TRule.Buffers > 1)
                second = Vector512.LoadUnsafe(ref b, i);
            if (TRule.Buffers > 2)
                third = Vector512.LoadUnsafe(ref c, i);
            Vector512<T> result = rule.Apply(kept * parameter, gradient, ref first, ref second, ref third);
            if (TAdjusted.Value)
                result = factors.Shrink(result);
            result.StoreUnsafe(ref p, i);
            if (TRule.Buffers > 0)
                first.StoreUnsafe(ref a, i);
            if (TRule.Buffers > 1)
                second.StoreUnsafe(ref b, i);
            if (TRule.Buffers > 2)
                third.StoreUnsafe(ref c, i);
        }
    }
}
