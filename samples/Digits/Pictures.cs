using NetGen;

namespace Digits;

/// <summary>The data set.</summary>
internal static class Pictures
{
    private const int Side = 8;

    /// <summary>All pictures, grey values from 0 to 1, with their digits.</summary>
    public static Dataset<float> Load() =>
        NumericText.Read<float>(Path.Combine(AppContext.BaseDirectory, "data", "digits.csv.gz")).ToDataset(divisor: 16);

    /// <summary>
    /// The pictures and copies of them moved by a pixel to the left, right, top and bottom: a digit stays the same digit wherever it
    /// stands. Only for training.
    /// </summary>
    public static Dataset<float> WithMovedCopies(Dataset<float> pictures)
    {
        (int Down, int Right)[] moves = [(0, 0), (0, -1), (0, 1), (-1, 0), (1, 0)];
        ReadOnlySpan<float> source = pictures.Inputs[0].Values.Span;
        float[] moved = new float[moves.Length * source.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            (int move, int place) = Math.DivRem(i, source.Length);
            int row = (place / Side % Side) - moves[move].Down;
            int column = (place % Side) - moves[move].Right;
            if (row is >= 0 and < Side && column is >= 0 and < Side)
                moved[i] = source[(place / (Side * Side) * Side * Side) + (row * Side) + column];
        }

        int[] labels = [.. moves.SelectMany(_ => pictures.Targets[0].Indices.ToArray())];
        return Dataset.FromArrays(moved, labels, Side * Side);
    }
}
