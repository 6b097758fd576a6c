using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>The records of a CIFAR file: one or two labels, a byte each, and a picture.</summary>
internal sealed class CifarRecords
{
    /// <summary>The sizes of every picture.</summary>
    public static readonly PictureShape Shape = new(3, 32, 32);

    private static readonly ImmutableArray<string> Names10 = Split("airplane automobile bird cat deer dog frog horse ship truck");

    private static readonly ImmutableArray<string> FineNames = Split(
        "apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle caterpillar cattle " +
        "chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house " +
        "kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid " +
        "otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew " +
        "skunk skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor train trout " +
        "tulip turtle wardrobe whale willow_tree wolf woman worm");

    private static readonly ImmutableArray<string> CoarseNames = Split(
        "aquatic_mammals fish flowers food_containers fruit_and_vegetables household_electrical_devices household_furniture insects " +
        "large_carnivores large_man-made_outdoor_things large_natural_outdoor_scenes large_omnivores_and_herbivores medium_mammals " +
        "non-insect_invertebrates people reptiles small_mammals trees vehicles_1 vehicles_2");

    private readonly string set;
    private readonly ImmutableArray<string>[] labels;
    private readonly int chosen;
    private readonly string[] trainingFiles;
    private readonly string testFile;

    private CifarRecords(string set, ImmutableArray<string>[] labels, int chosen, string[] trainingFiles, string testFile)
    {
        this.set = set;
        this.labels = labels;
        this.chosen = chosen;
        this.trainingFiles = trainingFiles;
        this.testFile = testFile;
        Length = labels.Length + Shape.Length;
    }

    /// <summary>How many bytes a record has.</summary>
    public int Length { get; }

    /// <summary>The names of the classes.</summary>
    public ImmutableArray<string> ClassNames => labels[chosen];

    /// <summary>The records with certain labels.</summary>
    /// <param name="labels">Which labels are read.</param>
    /// <returns>The records.</returns>
    public static CifarRecords Of(CifarLabels labels) => labels switch
    {
        CifarLabels.Cifar10 => new CifarRecords("CIFAR-10", [Names10], 0, [.. Enumerable.Range(1, 5).Select(i => FormattableString.Invariant($"data_batch_{i}.bin"))], "test_batch.bin"),
        CifarLabels.Cifar100Fine => new CifarRecords("CIFAR-100", [CoarseNames, FineNames], 1, ["train.bin"], "test.bin"),
        CifarLabels.Cifar100Coarse => new CifarRecords("CIFAR-100", [CoarseNames, FineNames], 0, ["train.bin"], "test.bin"),
        _ => throw new ArgumentOutOfRangeException(nameof(labels), labels, "There are no such labels."),
    };

    /// <summary>Refuses to read no file at all.</summary>
    public static void CheckPaths(ReadOnlySpan<string> paths)
    {
        if (paths.IsEmpty)
            throw new ArgumentException("No file is named; name at least one.", nameof(paths));
    }

    /// <summary>Finds the files of the set in a directory.</summary>
    /// <exception cref="FileNotFoundException">Files are missing.</exception>
    public (string[] Training, string[] Test) FilesIn(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        string[] names = [.. trainingFiles, testFile];
        string[] paths = [.. names.Select(name => Path.Combine(directory, name)).Select(path => File.Exists(path) ? path : path + ".gz")];
        string[] missing = [.. names.Where((_, i) => !File.Exists(paths[i]))];
        if (missing.Length > 0)
            throw new FileNotFoundException($"The directory '{directory}' lacks {string.Join(", ", missing)} of {set}'s binary version. Unpack all of the archive there, or name the files there are.");
        return (paths[..^1], paths[^1..]);
    }

    /// <summary>Checks the length of a file.</summary>
    /// <returns>The length.</returns>
    /// <exception cref="DataFileException">It is not that of some whole records.</exception>
    public long CheckLength(long length, string source)
    {
        if (length == 0)
            throw new DataFileException($"{source} is empty; expected records of {Length} bytes. Copy or download it again.");
        return length % Length == 0
            ? length
            : throw new DataFileException($"{source} has {length} bytes, which are not a whole number of {set}'s records of {Length} bytes: {length / Length} records and {length % Length} bytes. Copy or download it again, or name the other set if it is of that.");
    }

    /// <summary>Checks the labels of a record.</summary>
    /// <exception cref="DataFileException">One is out of range.</exception>
    public void Check(ReadOnlySpan<byte> record, long ordinal, string source)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            if (record[i] >= labels[i].Length)
                throw new DataFileException($"{source}, record {ordinal}, byte {(ordinal * Length) + i}: found label {record[i]}; {set} has {labels[i].Length} {Kind(i)}, so it must be 0…{labels[i].Length - 1}. Copy or download it again, or name the other set if it is of that.");
        }
    }

    /// <summary>The class of a record.</summary>
    public int LabelOf(ReadOnlySpan<byte> record) => record[chosen];

    /// <summary>The picture of a record, from 0 to 1.</summary>
    public void CopyPicture<T>(ReadOnlySpan<byte> record, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        NumericElements.ToValues(NumericType.UInt8, bigEndian: false, record[labels.Length..Length], destination);
        Dataset.Divide(destination, T.CreateChecked(byte.MaxValue));
    }

    private static ImmutableArray<string> Split(string names) => [.. names.Split(' ')];

    private string Kind(int label) => labels.Length == 1 ? "classes" : label == 0 ? "coarse classes" : "fine classes";
}
