using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen.Tests.Numerics;

public class PartialMemoryTests
{
    private delegate TVector Load<T, TVector>(ref readonly T source, int count);

    private delegate void Store<T, TVector>(TVector vector, ref T destination, int count);

    [Fact]
    public void Partial_loads_and_stores_of_single_touch_what_they_are_told_to()
    {
        Check<float, Vector512<float>>(16, VectorMath.LoadPartial512, VectorMath.StorePartial);
        Check<float, Vector256<float>>(8, VectorMath.LoadPartial256, VectorMath.StorePartial);
        Check<float, Vector128<float>>(4, VectorMath.LoadPartial128, VectorMath.StorePartial);
    }

    [Fact]
    public void Partial_loads_and_stores_of_double_touch_what_they_are_told_to()
    {
        Check<double, Vector512<double>>(8, VectorMath.LoadPartial512, VectorMath.StorePartial);
        Check<double, Vector256<double>>(4, VectorMath.LoadPartial256, VectorMath.StorePartial);
        Check<double, Vector128<double>>(2, VectorMath.LoadPartial128, VectorMath.StorePartial);
    }

    [Fact]
    public void Reductions_of_single_are_exact_on_integers_and_pass_NaN_on()
    {
        var random = new Random(1);
        for (int round = 0; round < 50; round++)
        {
            float[] values = [.. Enumerable.Range(0, 16).Select(_ => (float)random.Next(-1000, 1000))];
            Vector512<float> v = Vector512.Create(values);
            Assert.Equal(values.Sum(), VectorMath.Sum(v));
            Assert.Equal(values.Max(), VectorMath.Max(v));
            Assert.Equal(values.Take(8).Sum(), VectorMath.Sum(v.GetLower()));
            Assert.Equal(values.Take(8).Max(), VectorMath.Max(v.GetLower()));
            Assert.Equal(values.Take(4).Sum(), VectorMath.Sum(v.GetLower().GetLower()));
            Assert.Equal(values.Take(4).Max(), VectorMath.Max(v.GetLower().GetLower()));
            Assert.Equal(float.NaN, VectorMath.Max(v.WithElement(round % 16, float.NaN)));
        }
    }

    [Fact]
    public void Reductions_of_double_are_exact_on_integers_and_pass_NaN_on()
    {
        var random = new Random(2);
        for (int round = 0; round < 50; round++)
        {
            double[] values = [.. Enumerable.Range(0, 8).Select(_ => (double)random.Next(-1000, 1000))];
            Vector512<double> v = Vector512.Create(values);
            Assert.Equal(values.Sum(), VectorMath.Sum(v));
            Assert.Equal(values.Max(), VectorMath.Max(v));
            Assert.Equal(values.Take(4).Sum(), VectorMath.Sum(v.GetLower()));
            Assert.Equal(values.Take(4).Max(), VectorMath.Max(v.GetLower()));
            Assert.Equal(values.Take(2).Sum(), VectorMath.Sum(v.GetLower().GetLower()));
            Assert.Equal(values.Take(2).Max(), VectorMath.Max(v.GetLower().GetLower()));
            Assert.Equal(double.NaN, VectorMath.Max(v.WithElement(round % 8, double.NaN)));
        }
    }

    private static void Check<T, TVector>(int lanes, Load<T, TVector> load, Store<T, TVector> store)
        where T : unmanaged, INumber<T>
        where TVector : unmanaged
    {
        if (!GuardedPage.IsSupported)
            return;
        using var page = new GuardedPage();
        for (int count = 0; count <= lanes; count++)
        {
            for (int i = 0; i < count; i++)
                Unsafe.Add(ref page.Last<T>(count), i) = T.CreateChecked(i + 1);

            TVector vector = load(in page.Last<T>(count), count);
            Span<T> elements = System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref Unsafe.As<TVector, T>(ref vector), lanes);
            for (int i = 0; i < lanes; i++)
                Assert.Equal(i < count ? T.CreateChecked(i + 1) : T.Zero, elements[i]);

            // Before the elements stands what must stay.
            T mark = T.CreateChecked(99);
            page.Last<T>(count + 1) = mark;
            elements.Fill(T.CreateChecked(7));
            store(vector, ref page.Last<T>(count), count);
            Assert.Equal(mark, page.Last<T>(count + 1));
            for (int i = 0; i < count; i++)
                Assert.Equal(T.CreateChecked(7), Unsafe.Add(ref page.Last<T>(count), i));
        }
    }
}
