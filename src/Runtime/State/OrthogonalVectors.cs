using System.Numerics;
using System.Runtime.InteropServices;

namespace NetGen;

/// <summary>Random orthonormal vectors.</summary>
internal static class OrthogonalVectors
{
    /// <summary>
    /// Draws vectors uniformly among all orthonormal ones: normal vectors, each made orthogonal to those before it. That is the Q of a QR
    /// factorization whose R has a positive diagonal (F. Mezzadri, «How to generate random matrices from the classical compact groups», 2007).
    /// </summary>
    /// <param name="count">How many vectors, at most <paramref name="length"/>.</param>
    /// <param name="length">How long each is.</param>
    /// <param name="random">Where the numbers come from.</param>
    /// <returns>The vectors.</returns>
    public static double[][] Draw(int count, int length, Philox random)
    {
        double[][] vectors = new double[count][];
        ulong draw = 0;
        for (int i = 0; i < count;)
        {
            double[] vector = new double[length];
            for (int j = 0; j < length; j++)
                vector[j] = random.Normal(draw++);
            double drawn = Math.Sqrt(Dot(vector, vector));

            // Twice is enough: what rounding leaves of the others after the first time is gone after the second.
            for (int pass = 0; pass < 2; pass++)
            {
                for (int k = 0; k < i; k++)
                    Subtract(vector, vectors[k], Dot(vector, vectors[k]));
            }

            // One that the others nearly span is drawn again: little but rounding would be left of it.
            double left = Math.Sqrt(Dot(vector, vector));
            if (!(left > 1e-8 * drawn))
                continue;
            for (int j = 0; j < length; j++)
                vector[j] /= left;
            vectors[i++] = vector;
        }

        return vectors;
    }

    // In blocks of one size at every vector width and in one order, so that a seed gives the same numbers everywhere.
    private static double Dot(double[] a, double[] b)
    {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int i = 0;
        for (; i <= a.Length - 4; i += 4)
        {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }

        for (; i < a.Length; i++)
            s0 += a[i] * b[i];
        return s0 + s1 + (s2 + s3);
    }

    private static void Subtract(double[] from, double[] vector, double factor)
    {
        Span<Vector<double>> to = MemoryMarshal.Cast<double, Vector<double>>(from.AsSpan());
        ReadOnlySpan<Vector<double>> other = MemoryMarshal.Cast<double, Vector<double>>(vector.AsSpan());
        for (int i = 0; i < to.Length; i++)
            to[i] -= other[i] * factor;
        for (int i = to.Length * Vector<double>.Count; i < from.Length; i++)
            from[i] -= vector[i] * factor;
    }
}
