namespace NetGen;

/// <summary>A mix of two samples: the share of the first is drawn from the beta distribution with both parameters α.</summary>
internal sealed record MixupStep(double Alpha, double Probability)
{
    /// <summary>The share of the sample; 1 where it is not mixed. From the numbers at the indices 0 to 2.</summary>
    public double ShareOf(Philox random) => random.UniformDouble(0) < Probability ? SymmetricBeta(random, 1) : 1;

    /// <summary>An integer below a limit that says which sample is mixed in, from the number at index 3.</summary>
    public static int PartnerOf(Philox random, int limit) => random.Below(limit, 3);

    // R. W. Bailey, «Polar generation of random variates with the t-distribution», 1994, makes Student's t with 2α degrees of freedom of
    // two uniform numbers, for any α; (1 + t / √(2α + t²)) / 2 has the symmetric beta distribution. Nothing is rejected, and a small α
    // ends at 0 and 1, not at 0 / 0.
    private double SymmetricBeta(Philox random, ulong index)
    {
        double rest = Math.Pow(1 - random.UniformDouble(index), 1 / Alpha), cosine = double.CosPi(2 * random.UniformDouble(index + 1));
        double from = cosine * Math.Sqrt(1 - rest), to = Math.Sqrt(rest + (from * from));
        return to > 0 ? (1 + (from / to)) / 2 : 0.5;
    }
}
