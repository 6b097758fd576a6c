namespace NetGen.Tests.Numerics;

public class PhiloxTests
{
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0ul, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xfffffffffffffffful, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0x299f31d0a4093822ul, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void The_published_vectors_come_out(uint c0, uint c1, uint c2, uint c3, ulong key, uint x0, uint x1, uint x2, uint x3) =>
        Assert.Equal(new PhiloxBlock(x0, x1, x2, x3), Philox.Block(key, c0, c1, c2, c3));

    [Fact]
    public void The_words_of_a_block_are_indexed_modulo_four()
    {
        var block = new PhiloxBlock(10, 11, 12, 13);
        Assert.Equal([10u, 11u, 12u, 13u, 10u, 11u], Enumerable.Range(0, 6).Select(i => block[i]));
    }

    [Fact]
    public void Uniform_numbers_have_the_moments_and_bounds_of_their_distribution()
    {
        var random = new Philox(1, 2);
        const int Draws = 1_000_000;
        double sum = 0, squares = 0, sumSingle = 0;
        for (ulong i = 0; i < Draws; i++)
        {
            double x = random.UniformDouble(i);
            float y = random.UniformSingle(i);
            Assert.True(x is >= 0 and < 1 && y is >= 0 and < 1);
            sum += x;
            squares += x * x;
            sumSingle += y;
        }

        // Five standard deviations of the sample moments.
        Assert.Equal(0.5, sum / Draws, 5 * Math.Sqrt(1.0 / 12 / Draws));
        Assert.Equal(0.5, sumSingle / Draws, 5 * Math.Sqrt(1.0 / 12 / Draws));
        Assert.Equal(1.0 / 3, squares / Draws, 5 * Math.Sqrt(4.0 / 45 / Draws));
    }

    [Fact]
    public void Normal_numbers_have_the_moments_and_quantiles_of_their_distribution()
    {
        var random = new Philox(3);
        const int Draws = 1_000_000;
        double sum = 0, squares = 0, fourths = 0;
        int belowOne = 0;
        for (ulong i = 0; i < Draws; i++)
        {
            double x = random.Normal(i);
            sum += x;
            squares += x * x;
            fourths += x * x * x * x;
            belowOne += x < 1 ? 1 : 0;
        }

        Assert.Equal(0, sum / Draws, 5 * Math.Sqrt(1.0 / Draws));
        Assert.Equal(1, squares / Draws, 5 * Math.Sqrt(2.0 / Draws));
        Assert.Equal(3, fourths / Draws, 5 * Math.Sqrt(96.0 / Draws));
        Assert.Equal(0.841344746, (double)belowOne / Draws, 5 * Math.Sqrt(0.1335 / Draws));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(1000)]
    public void Integers_below_a_limit_are_equally_likely(int limit)
    {
        var random = new Philox(4, (ulong)limit);
        const int Draws = 300_000;
        var counts = new int[limit];
        for (ulong i = 0; i < Draws; i++)
            counts[random.Below(limit, i)]++;
        double expected = (double)Draws / limit;
        double chiSquare = counts.Sum(count => (count - expected) * (count - expected) / expected);

        // Mean limit − 1, variance 2 (limit − 1).
        Assert.InRange(chiSquare, 0, limit - 1 + (6 * Math.Sqrt(2.0 * limit)) + 1);
    }

    [Fact]
    public void A_large_limit_rejects_what_would_bias()
    {
        // 2³² words onto 3·2²⁹ integers: three, three and two words each in turn, unless a quarter of the words is drawn again.
        const int Limit = 3 << 29, Draws = 100_000;
        var random = new Philox(5);
        Span<int> counts = stackalloc int[3];
        for (ulong i = 0; i < Draws; i++)
        {
            int x = random.Below(Limit, i);
            Assert.InRange(x, 0, Limit - 1);
            counts[x % 3]++;
        }

        foreach (int count in counts)
            Assert.Equal(1.0 / 3, (double)count / Draws, 5 * Math.Sqrt(2.0 / 9 / Draws));
    }

    [Fact]
    public void A_limit_or_index_out_of_range_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Philox(1).Below(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Philox(1).Below(5, 1UL << 48));
    }

    [Fact]
    public void Shuffles_are_permutations_and_put_each_item_everywhere()
    {
        const int Items = 5, Rounds = 50_000;
        var counts = new int[Items, Items];
        Span<int> items = stackalloc int[Items];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < Items; i++)
                items[i] = i;
            new Philox(6, (ulong)round).Shuffle(items);
            int seen = 0;
            for (int i = 0; i < Items; i++)
            {
                seen |= 1 << items[i];
                counts[i, items[i]]++;
            }

            Assert.Equal((1 << Items) - 1, seen);
        }

        foreach (int count in counts)
            Assert.Equal(Rounds / Items, count, 5 * Math.Sqrt(Rounds * 0.16));
    }

    [Fact]
    public void Streams_and_seeds_differ()
    {
        Assert.NotEqual(new Philox(1, 1).Block(0), new Philox(1, 2).Block(0));
        Assert.NotEqual(new Philox(1, 1).Block(0), new Philox(2, 1).Block(0));
        Assert.NotEqual(new Philox(1, 1).Block(0), new Philox(1, 1).Block(1));
        Assert.NotEqual(new Philox(1, 1).Block(0), new Philox(1, 1UL << 32).Block(0));
    }
}
