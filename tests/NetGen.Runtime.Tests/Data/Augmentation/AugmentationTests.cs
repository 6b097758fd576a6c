using System.Numerics;

namespace NetGen.Tests.Data.Augmentations;

/// <summary>Every change against its scalar reference, and what leaves a picture as it is.</summary>
public sealed class AugmentationTests
{
    private const ulong Seed = 11, Epoch = 5;

    private static readonly (int Channels, int Height, int Width)[] Shapes = [(1, 1, 1), (3, 1, 1), (1, 5, 5), (3, 4, 7), (2, 9, 2), (3, 1, 6), (1, 8, 1)];

    public static TheoryData<string> Names =>
    [
        "nothing", "crop", "crop at times", "horizontal flip", "vertical flip", "shift", "rotation", "slight rotation at times", "scale", "shrunk a little", "rotation, scale and shift at once",
        "rotation and shift with other fills", "brightness", "brightness at times", "contrast", "contrast at times", "noise", "noise at times", "cutout", "largest cutout at times", "all",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_change_is_that_of_the_reference(string name)
    {
        AssertAsReference<double>(name, 1e-12);
        AssertAsReference<float>(name, 4e-6);
    }

    private static void AssertAsReference<T>(string name, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach ((int channels, int height, int width) in Shapes)
        {
            int length = channels * height * width;
            if (height * width == 1 && name.Contains("cutout", StringComparison.Ordinal))
                continue;
            Dataset<T> data = Augmented.Pictures<T>(40, length);
            T[][] found = Augmented.Walk(data, Change(name, new Augmentation<T>(channels, height, width)), Seed, Epoch);
            ScalarAugmentation expected = Reference(name, new ScalarAugmentation(channels, height, width), height, width);
            int changed = 0;
            for (int sample = 0; sample < found.Length; sample++)
            {
                double[] picture = [.. data.Inputs[0].Values.Slice(sample * length, length).ToArray().Select(double.CreateTruncating)];
                double[] wanted = expected.Apply(picture, Seed, Epoch, sample);
                for (int i = 0; i < wanted.Length; i++)
                    Assert.Equal(wanted[i], double.CreateTruncating(found[sample][i]), tolerance * Math.Max(1, Math.Abs(wanted[i])));
                changed += wanted.SequenceEqual(picture) ? 0 : 1;
            }

            if (name != "nothing" && height > 2 && width > 2)
                Assert.InRange(changed, 1, 40);
        }
    }

    // What applies to pictures of almost any size.
    private static Augmentation<T> Change<T>(string name, Augmentation<T> to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int least = Math.Min(to.Height, to.Width), most = Math.Max(to.Height, to.Width);
        return name switch
        {
            "nothing" => to,
            "crop" => to.RandomCrop(least - 1, fill: 7),
            "crop at times" => to.RandomCrop(least / 2, fill: -1, probability: 0.4),
            "horizontal flip" => to.HorizontalFlip(),
            "vertical flip" => to.VerticalFlip(0.7),
            "shift" => to.Shift(0.9 * to.Height, 0.4 * to.Width, fill: 0.5),
            "rotation" => to.Rotation(180, fill: 3),
            "slight rotation at times" => to.Rotation(20, probability: 0.6),
            "scale" => to.Scale(0.3, 2.5, fill: -1),
            "shrunk a little" => to.Scale(0.9, 0.9),
            "rotation, scale and shift at once" => to.Rotation(90, 1).Scale(0.5, 1, 1, probability: 0.5).Shift(0.3, 0.8, 1),
            "rotation and shift with other fills" => to.Rotation(90, 1).Shift(0.3, 0.8, 2),
            "brightness" => to.Brightness(0.3),
            "brightness at times" => to.Brightness(30, probability: 0.2),
            "contrast" => to.Contrast(1),
            "contrast at times" => to.Contrast(0.4, probability: 0.8),
            "noise" => to.GaussianNoise(0.1),
            "noise at times" => to.GaussianNoise(2, probability: 0.5),
            "cutout" => to.Cutout((most + 1) / 2, fill: 9),
            "largest cutout at times" => to.Cutout(most - 1, probability: 0.5),
            "all" => to.RandomCrop(least / 2).HorizontalFlip().VerticalFlip().Rotation(15).Brightness(0.2).Contrast(0.2).Shift(0.2, 0.2).GaussianNoise(0.01).HorizontalFlip(),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
    }

    private static ScalarAugmentation Reference(string name, ScalarAugmentation to, int height, int width)
    {
        int least = Math.Min(height, width), most = Math.Max(height, width);
        return name switch
        {
            "nothing" => to,
            "crop" => to.RandomCrop(least - 1, 7),
            "crop at times" => to.RandomCrop(least / 2, -1, 0.4),
            "horizontal flip" => to.HorizontalFlip(0.5),
            "vertical flip" => to.VerticalFlip(0.7),
            "shift" => to.Affine(0.5, (1, Shift(0.9 * height, 0.4 * width))),
            "rotation" => to.Affine(3, (1, Rotation(180))),
            "slight rotation at times" => to.Affine(0, (0.6, Rotation(20))),
            "scale" => to.Affine(-1, (1, (u, _) => ScalarAugmentation.Scale(0.3 + (2.2 * u)))),
            "shrunk a little" => to.Affine(0, (1, (_, _) => ScalarAugmentation.Scale(0.9))),
            "rotation, scale and shift at once" => to.Affine(1, (1, Rotation(90)), (0.5, (u, _) => ScalarAugmentation.Scale(0.5 + (0.5 * u))), (1, Shift(0.3, 0.8))),
            "rotation and shift with other fills" => to.Affine(1, (1, Rotation(90))).Affine(2, (1, Shift(0.3, 0.8))),
            "brightness" => to.Brightness(0.3),
            "brightness at times" => to.Brightness(30, 0.2),
            "contrast" => to.Contrast(1),
            "contrast at times" => to.Contrast(0.4, 0.8),
            "noise" => to.GaussianNoise(0.1),
            "noise at times" => to.GaussianNoise(2, 0.5),
            "cutout" => to.Cutout((most + 1) / 2, 9),
            "largest cutout at times" => to.Cutout(most - 1, 0, 0.5),
            _ => to.RandomCrop(least / 2, 0).HorizontalFlip(0.5).VerticalFlip(0.5).Affine(0, (1, Rotation(15))).Brightness(0.2).Contrast(0.2).Affine(0, (1, Shift(0.2, 0.2))).GaussianNoise(0.01).HorizontalFlip(0.5),
        };
    }

    private static Func<double, double, double[,]> Shift(double rows, double columns) => (u, v) => ScalarAugmentation.Shift(rows * ((2 * u) - 1), columns * ((2 * v) - 1));

    private static Func<double, double, double[,]> Rotation(double degrees) => (u, _) => ScalarAugmentation.Rotation(degrees * ((2 * u) - 1));

    public static TheoryData<string> Identities => [.. NoChange.Keys];

    private static Dictionary<string, Func<Augmentation<float>, Augmentation<float>>> NoChange => new()
    {
        ["nothing"] = a => a,
        ["padding 0"] = a => a.RandomCrop(0),
        ["rotation 0"] = a => a.Rotation(0),
        ["scale 1"] = a => a.Scale(1, 1),
        ["shift 0"] = a => a.Shift(0, 0),
        ["all three"] = a => a.Shift(0, 0).Rotation(0).Scale(1, 1),
        ["brightness 0"] = a => a.Brightness(0),
        ["contrast 0"] = a => a.Contrast(0),
        ["noise 0"] = a => a.GaussianNoise(0),
        ["flipped twice"] = a => a.HorizontalFlip(1).HorizontalFlip(1),
        ["flipped twice vertically"] = a => a.VerticalFlip(1).VerticalFlip(1),
        ["turned twice"] = a => a.HorizontalFlip(1).VerticalFlip(1).HorizontalFlip(1).VerticalFlip(1),
        ["probability 0"] = a => a.RandomCrop(2, 1, 0).HorizontalFlip(0).VerticalFlip(0).Shift(1, 1, 1, 0).Rotation(90, 1, 0).Scale(0.5, 2, 1, 0).Brightness(1, 0).Contrast(1, 0).GaussianNoise(1, 0).Cutout(3, 1, 0),
    };

    // Bit for bit, also what numbers cannot tell apart.
    [Theory]
    [MemberData(nameof(Identities))]
    public void What_changes_nothing_keeps_every_bit(string name)
    {
        float[] special = [0f, -0f, float.NaN, -float.NaN, BitConverter.Int32BitsToSingle(0x7FC12345), float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, float.MaxValue, 1];
        Dataset<float> data = Augmented.Of(50, 3 * 4 * 5, i => special[((7 * i) + (i / 11)) % special.Length]);
        float[][] found = Augmented.Walk(data, NoChange[name](new Augmentation<float>(3, 4, 5)), Seed, Epoch);
        Assert.Equal(data.Inputs[0].Values.ToArray().Select(BitConverter.SingleToInt32Bits), found.SelectMany(picture => picture).Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void Probability_1_always_changes()
    {
        Dataset<double> data = Augmented.Of(1000, 4, i => (double)(i % 4));
        Assert.All(Augmented.Walk(data, new Augmentation<double>(1, 2, 2).HorizontalFlip(1)), picture => Assert.Equal([1, 0, 3, 2], picture));
        Assert.All(Augmented.Walk(data, new Augmentation<double>(1, 2, 2).VerticalFlip(1)), picture => Assert.Equal([2, 3, 0, 1], picture));
        Assert.All(Augmented.Walk(data, new Augmentation<double>(1, 2, 2).Cutout(1, fill: 9)), picture => Assert.Equal(1, picture.Count(value => value == 9)));
        // Channels stay apart.
        Assert.All(Augmented.Walk(data, new Augmentation<double>(2, 1, 2).HorizontalFlip(1)), picture => Assert.Equal([1, 0, 3, 2], picture));
        Assert.All(Augmented.Walk(data, new Augmentation<double>(2, 2, 1).VerticalFlip(1)), picture => Assert.Equal([1, 0, 3, 2], picture));
    }

    // A NaN does not get where nothing is computed of it.
    [Fact]
    public void A_NaN_spreads_to_what_is_computed_of_it_only()
    {
        double[] picture = new double[2 * 9 * 9];
        picture[40] = double.NaN;
        foreach (double[] found in Augmented.Walk(Augmented.Repeated(200, picture), new Augmentation<double>(2, 9, 9).Rotation(45).Shift(2, 2).Brightness(1)))
        {
            Assert.InRange(found[..81].Count(double.IsNaN), 1, 6);
            Assert.DoesNotContain(found[81..], double.IsNaN);
        }

        // Shifted down only, it stays in its column.
        foreach (double[] found in Augmented.Walk(Augmented.Repeated(200, picture), new Augmentation<double>(2, 9, 9).Shift(2, 0)))
            Assert.Equal([4, 4], Enumerable.Range(0, 81).Where(i => double.IsNaN(found[i])).Select(i => i % 9));

        // By whole pixels it stays one.
        foreach (double[] found in Augmented.Walk(Augmented.Repeated(200, picture), new Augmentation<double>(2, 9, 9).RandomCrop(3).HorizontalFlip().VerticalFlip().GaussianNoise(1)))
            Assert.Equal(1, found.Count(double.IsNaN));
        foreach (double[] found in Augmented.Walk(Augmented.Repeated(200, picture), new Augmentation<double>(2, 9, 9).Contrast(0.5)))
            Assert.Equal((81, 0), (found[..81].Count(double.IsNaN), found[81..].Count(double.IsNaN)));
    }

    [Fact]
    public void Arguments_out_of_range_are_refused_with_what_is_right()
    {
        var augmentation = new Augmentation<float>(3, 4, 7);
        AssertRefused("must be from 0 to 3", () => augmentation.RandomCrop(4));
        AssertRefused("must be from 0 to 3", () => augmentation.RandomCrop(-1));
        AssertRefused("must be from 0 to 0", () => new Augmentation<float>(1, 1, 1).RandomCrop(1));
        AssertRefused("fewer than 4", () => augmentation.Shift(4, 0));
        AssertRefused("fewer than 7", () => augmentation.Shift(0, 7));
        AssertRefused("fewer than 7", () => augmentation.Shift(0, double.NaN));
        AssertRefused("0 to 180 degrees", () => augmentation.Rotation(-1));
        AssertRefused("0 to 180 degrees", () => augmentation.Rotation(181));
        AssertRefused("0 to 180 degrees", () => augmentation.Rotation(double.NaN));
        AssertRefused("from 0.001 to 1000", () => augmentation.Scale(0, 1));
        AssertRefused("from the smallest, 1.5, to 1000", () => augmentation.Scale(1.5, 1));
        AssertRefused("to 1000", () => augmentation.Scale(1, double.PositiveInfinity));
        AssertRefused("finite number from 0 on", () => augmentation.Brightness(-1));
        AssertRefused("finite number from 0 on", () => augmentation.GaussianNoise(double.NaN));
        AssertRefused("by 0 to 1", () => augmentation.Contrast(1.1));
        AssertRefused("from 1 to 6", () => augmentation.Cutout(0));
        AssertRefused("from 1 to 6", () => augmentation.Cutout(7));
        AssertRefused("Leave the cutout out", () => new Augmentation<float>(3, 1, 1).Cutout(1));
        AssertRefused("above 0 and finite", () => augmentation.Mixup(0));
        AssertRefused("above 0 and finite", () => augmentation.Mixup(double.NaN));
        AssertRefused("above 0 and finite", () => augmentation.Mixup(double.PositiveInfinity));
        foreach (double probability in new[] { -0.1, 1.1, double.NaN })
            AssertRefused("A probability is from 0 to 1", () => augmentation.HorizontalFlip(probability));
        Assert.Equal("deviation", Assert.Throws<ArgumentOutOfRangeException>(() => augmentation.GaussianNoise(-1)).ParamName);
        Assert.Equal("maximum", Assert.Throws<ArgumentOutOfRangeException>(() => augmentation.Brightness(-1)).ParamName);
        Assert.Throws<InvalidOperationException>(() => augmentation.Mixup(1).Mixup(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Augmentation<float>(0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Augmentation<float>(1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Augmentation<float>(1, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Augmentation<float>(1, 1, 1, input: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Augmentation<float>(3, 100_000, 100_000));

        static void AssertRefused(string expected, Action action) =>
            Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_of_another_kind_are_refused()
    {
        Dataset<float> data = Augmented.Pictures<float>(3, 12);
        AssertRefused("is of pictures of 3×2×3 = 18 numbers; input 0 of the data set has 12 numbers", data, new Augmentation<float>(3, 2, 3));
        AssertRefused("is of input 1; the data set has 1 input(s)", data, new Augmentation<float>(3, 2, 2, input: 1));
        AssertRefused("target 0 of the data set holds integers. If they are class indices, make distributions of them by Dataset.OneHot", data, new Augmentation<float>(3, 2, 2).Mixup(1));
        var tokens = new Dataset<float>([data.Inputs[0], data.Targets[0]], []);
        AssertRefused("input 1 of the data set has 1 integers", tokens, new Augmentation<float>(1, 1, 1, input: 1));
        AssertRefused("input 1 of the data set holds integers, which cannot be mixed", tokens, new Augmentation<float>(3, 2, 2).Mixup(1));
        _ = new MiniBatches<float>(tokens, 2, augmentation: new Augmentation<float>(3, 2, 2).HorizontalFlip())[0];

        static void AssertRefused(string expected, Dataset<float> data, Augmentation<float> augmentation)
        {
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new MiniBatches<float>(data, 2, augmentation: augmentation)).Message, StringComparison.Ordinal);
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new PrefetchedBatches<float>(data, 2, augmentation: augmentation)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_was_begun_can_be_continued_in_two_ways()
    {
        Dataset<float> data = Augmented.Pictures<float>(20, 27);
        Augmentation<float> shared = new Augmentation<float>(3, 3, 3).Rotation(10);
        Augmentation<float> first = shared.Shift(1, 1), second = shared.Cutout(2);
        Assert.NotEqual(Augmented.Walk(data, first), Augmented.Walk(data, second));
        Assert.Equal(Augmented.Walk(data, new Augmentation<float>(3, 3, 3).Rotation(10)), Augmented.Walk(data, shared));
        Assert.Equal((3, 3, 3, 0), (second.Channels, second.Height, second.Width, second.Input));
    }
}
