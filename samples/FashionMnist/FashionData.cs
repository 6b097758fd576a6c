using NetGen;

namespace FashionMnist;

/// <summary>The data set: Zalando's pictures of clothing, in the files of MNIST.</summary>
internal static class FashionData
{
    /// <summary>How to get the files.</summary>
    public const string HowToGet = """
        Install Debian's package dataset-fashion-mnist, which puts them into /usr/share/datasets/fashion-mnist, or download them from
        https://github.com/zalandoresearch/fashion-mnist, and name their directory with --data. They may be gzipped (.gz) or not.
        """;

    private static readonly string[] Names = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>Reads the pictures, with grey values from 0 to 1.</summary>
    /// <param name="directory">The directory of the four files.</param>
    /// <returns>The data to train with and to test with.</returns>
    /// <exception cref="FileNotFoundException">Files are missing; the message names them.</exception>
    /// <exception cref="DataFileException">A file is damaged, or its pictures are not of 28×28 pixels.</exception>
    public static (Dataset<float> Training, Dataset<float> Test) Load(string directory)
    {
        string?[] paths = [.. Names.Select(name => new[] { name, name + ".gz" }.Select(file => Path.Combine(directory, file)).FirstOrDefault(File.Exists))];
        string[] missing = [.. Names.Where((_, i) => paths[i] is null)];
        if (missing.Length > 0)
            throw new FileNotFoundException($"The directory '{directory}' lacks {string.Join(", ", missing)}.");
        return (Read(paths[0]!, paths[1]!), Read(paths[2]!, paths[3]!));
    }

    private static Dataset<float> Read(string pictures, string labels)
    {
        Dataset<float> data = IdxFile.ReadDataset<float>(pictures, labels, divisor: 255);
        return data.Inputs[0].Length == DenseClassifier.InputLength
            ? data
            : throw new DataFileException($"'{pictures}': a picture has {data.Inputs[0].Length} pixels; expected 28×28.");
    }
}
