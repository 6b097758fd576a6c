namespace NetGen.Tests.State;

public sealed class FlatBufferNormTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(77)]
    [InlineData(1000)]
    public void It_is_that_of_all_elements(int length)
    {
        BufferLayout layout = new([new TensorLayout("a", "a", [length], 0, Packing.RowMajor, default)]);
        FlatBuffer<double> doubles = new(layout);
        FlatBuffer<float> floats = new(layout);
        var random = new Random(length);
        double sum = 0;
        for (int i = 0; i < length; i++)
        {
            floats.Span[i] = (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-3, 3)));
            doubles.Span[i] = floats.Span[i];
            sum += doubles.Span[i] * doubles.Span[i];
        }

        Assert.Equal(1, doubles.Norm() / Math.Sqrt(sum), 12);
        Assert.Equal(1, floats.Norm() / Math.Sqrt(sum), 12);
    }

    [Fact]
    public void Squares_neither_vanish_nor_overflow_in_single_precision()
    {
        FlatBuffer<float> buffer = new(new BufferLayout([new TensorLayout("a", "a", [16], 0, Packing.RowMajor, default)]));
        buffer.Span.Fill(1e-30f);
        Assert.Equal(4e-30, buffer.Norm(), 1e-36);
        buffer.Span.Fill(1e30f);
        Assert.Equal(1, buffer.Norm() / 4e30, 6);
        buffer.Span[7] = float.NaN;
        Assert.True(double.IsNaN(buffer.Norm()));
    }
}
