namespace NetGen.Tests.Data.Augmentations;

/// <summary>
/// Augmentation once more, value by value and in double, from what the documentation says. Only where random numbers come from is taken
/// over: sample → key, step → stream.
/// </summary>
internal sealed class ScalarAugmentation(int channels, int height, int width)
{
    private readonly List<Func<double[,,], Philox, double[,,]>> steps = [];

    public double[] Apply(double[] picture, ulong seed, ulong epoch, int sample, int repeat = 0)
    {
        var values = new double[channels, height, width];
        Buffer.BlockCopy(picture, 0, values, 0, sizeof(double) * picture.Length);
        ulong key = KeyOf(seed, epoch, sample, repeat);
        for (int i = 0; i < steps.Count; i++)
            values = steps[i](values, new Philox(key, (ulong)i));
        double[] flat = new double[picture.Length];
        Buffer.BlockCopy(values, 0, flat, 0, sizeof(double) * flat.Length);
        return flat;
    }

    public static ulong KeyOf(ulong seed, ulong epoch, int sample, int repeat)
    {
        PhiloxBlock block = new Philox(seed, 0x6175676D65000000 ^ epoch).Block((uint)sample + ((ulong)repeat << 32));
        return ((ulong)block.X1 << 32) | block.X0;
    }

    public ScalarAugmentation RandomCrop(int padding, double fill, double probability = 1) => Then(probability, (old, random) =>
    {
        var padded = new double[channels, height + (2 * padding), width + (2 * padding)];
        for (int c = 0; c < channels; c++)
        {
            for (int y = 0; y < height + (2 * padding); y++)
            {
                for (int x = 0; x < width + (2 * padding); x++)
                {
                    bool isInside = y >= padding && y < padding + height && x >= padding && x < padding + width;
                    padded[c, y, x] = isInside ? old[c, y - padding, x - padding] : fill;
                }
            }
        }

        int top = random.Below((2 * padding) + 1, 1), left = random.Below((2 * padding) + 1, 2);
        return Make((c, y, x) => padded[c, top + y, left + x]);
    });

    public ScalarAugmentation HorizontalFlip(double probability) => Then(probability, (old, _) => Make((c, y, x) => old[c, y, width - 1 - x]));

    public ScalarAugmentation VerticalFlip(double probability) => Then(probability, (old, _) => Make((c, y, x) => old[c, height - 1 - y, x]));

    public ScalarAugmentation Brightness(double most, double probability = 1) => Then(probability, (old, random) =>
    {
        double added = most * ((2 * random.UniformDouble(1)) - 1);
        return Make((c, y, x) => old[c, y, x] + added);
    });

    public ScalarAugmentation Contrast(double most, double probability = 1) => Then(probability, (old, random) =>
    {
        double factor = 1 + (most * ((2 * random.UniformDouble(1)) - 1));
        double[] means = [.. Enumerable.Range(0, channels).Select(c => Enumerable.Range(0, height * width).Average(i => old[c, i / width, i % width]))];
        return Make((c, y, x) => (factor * old[c, y, x]) + ((1 - factor) * means[c]));
    });

    public ScalarAugmentation GaussianNoise(double deviation, double probability = 1) =>
        Then(probability, (old, random) => Make((c, y, x) => old[c, y, x] + (deviation * random.Normal((ulong)((((c * height) + y) * width) + x + 1)))));

    public ScalarAugmentation Cutout(int size, double fill, double probability = 1) => Then(probability, (old, random) =>
    {
        int centreY = random.Below(height, 1), centreX = random.Below(width, 2);
        // An even side has one pixel more above and to the left of the centre than below and to the right.
        bool IsCut(int distance) => distance >= -(size / 2) && distance < size - (size / 2);
        return Make((c, y, x) => IsCut(y - centreY) && IsCut(x - centreX) ? fill : old[c, y, x]);
    });

    /// <summary>A chain of maps of the plane, each of which makes a forward matrix of its random numbers.</summary>
    public ScalarAugmentation Affine(double fill, params (double Probability, Func<double, double, double[,]> Matrix)[] parts)
    {
        steps.Add((old, random) =>
        {
            double[,] forward = Identity();
            for (int i = 0; i < parts.Length; i++)
            {
                if (random.UniformDouble(3 * (ulong)i) < parts[i].Probability)
                    forward = Product(parts[i].Matrix(random.UniformDouble((3 * (ulong)i) + 1), random.UniformDouble((3 * (ulong)i) + 2)), forward);
            }

            double[,] inverse = Inverse(forward);
            double centreY = (height - 1) / 2.0, centreX = (width - 1) / 2.0;
            return Make((c, y, x) =>
            {
                double fromY = centreY + (inverse[0, 0] * (y - centreY)) + (inverse[0, 1] * (x - centreX)) + inverse[0, 2];
                double fromX = centreX + (inverse[1, 0] * (y - centreY)) + (inverse[1, 1] * (x - centreX)) + inverse[1, 2];
                // Every pixel by the weight of its tent, and the fill by what is left.
                double sum = 0, weights = 0;
                for (int row = 0; row < height; row++)
                {
                    for (int column = 0; column < width; column++)
                    {
                        double weight = Math.Max(0, 1 - Math.Abs(fromY - row)) * Math.Max(0, 1 - Math.Abs(fromX - column));
                        sum += weight * old[c, row, column];
                        weights += weight;
                    }
                }

                return sum + ((1 - weights) * fill);
            });
        });
        return this;
    }

    public static double[,] Shift(double rows, double columns) => new[,] { { 1, 0, rows }, { 0, 1, columns }, { 0, 0, 1 } };

    /// <summary>Against the clock, as one sees it: rows go down.</summary>
    public static double[,] Rotation(double degrees)
    {
        double angle = degrees * Math.PI / 180;
        return new[,] { { Math.Cos(angle), -Math.Sin(angle), 0 }, { Math.Sin(angle), Math.Cos(angle), 0 }, { 0, 0, 1 } };
    }

    public static double[,] Scale(double factor) => new[,] { { factor, 0, 0 }, { 0, factor, 0 }, { 0, 0, 1 } };

    private static double[,] Identity() => Scale(1);

    private static double[,] Product(double[,] left, double[,] right)
    {
        var product = new double[3, 3];
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
                product[i, j] = (left[i, 0] * right[0, j]) + (left[i, 1] * right[1, j]) + (left[i, 2] * right[2, j]);
        }

        return product;
    }

    private static double[,] Inverse(double[,] map)
    {
        double determinant = (map[0, 0] * map[1, 1]) - (map[0, 1] * map[1, 0]);
        double[,] linear = { { map[1, 1] / determinant, -map[0, 1] / determinant }, { -map[1, 0] / determinant, map[0, 0] / determinant } };
        return new[,]
        {
            { linear[0, 0], linear[0, 1], -((linear[0, 0] * map[0, 2]) + (linear[0, 1] * map[1, 2])) },
            { linear[1, 0], linear[1, 1], -((linear[1, 0] * map[0, 2]) + (linear[1, 1] * map[1, 2])) },
            { 0, 0, 1 },
        };
    }

    private ScalarAugmentation Then(double probability, Func<double[,,], Philox, double[,,]> change)
    {
        steps.Add((old, random) => random.UniformDouble(0) < probability ? change(old, random) : old);
        return this;
    }

    private double[,,] Make(Func<int, int, int, double> value)
    {
        var made = new double[channels, height, width];
        for (int c = 0; c < channels; c++)
        {
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                    made[c, y, x] = value(c, y, x);
            }
        }

        return made;
    }
}
