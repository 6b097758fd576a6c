using System.Buffers.Binary;
using System.IO.Compression;

namespace NetGen.Tests.Processes;

/// <summary>The sample FashionMnist, with data of a few pictures: what it says, and its exit codes.</summary>
public sealed class FashionMnistTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("netgen-fashion-");

    public void Dispose() => directory.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ItTrainsOnFilesGzippedOrNot(bool gzipped)
    {
        WriteData(gzipped);
        var (code, output, errors) = Run("--epochs", "6");
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("200 pictures to train with, 50 to test", output, StringComparison.Ordinal);
        // A class is a bright row of its own: whoever mixes up pixels or labels does not get there.
        Assert.Contains("\ntest accuracy 100.0 %\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("sneaker", output, StringComparison.Ordinal);
        Assert.Contains("saved 941088 bytes to ", output, StringComparison.Ordinal);
        Assert.Equal(941088, new FileInfo(Weights).Length);
    }

    [Theory]
    [InlineData("lenet", "Conv2 (Conv2D)", "61,706")]
    [InlineData("residual", "Residual2.shortcut.Conv1 (Conv2D)", "74,810")]
    public void ItTrainsConvolutions(string model, string layer, string parameters)
    {
        WriteData(gzipped: true);
        var (code, output, errors) = Run("--model", model, "--epochs", "2");
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains(layer, output, StringComparison.Ordinal);
        Assert.Contains(parameters, output, StringComparison.Ordinal);
        Assert.Matches("\ntest accuracy [0-9.]+ %\r?\n", output);
    }

    [Fact]
    public void ItWritesReports()
    {
        WriteData(gzipped: false);
        string report = Path.Combine(directory.FullName, "report.html"), log = Path.Combine(directory.FullName, "runs");
        var (code, _, errors) = Run("--epochs", "2", "--report", report, "--log", log);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("<h1>Fashion-MNIST, dense</h1>", File.ReadAllText(report), StringComparison.Ordinal);
        Assert.StartsWith("events.out.tfevents.", Path.GetFileName(Assert.Single(Directory.GetFiles(log))), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsMissingIsNamed()
    {
        WriteData(gzipped: true);
        File.Delete(Path.Combine(directory.FullName, "train-labels-idx1-ubyte.gz"));
        File.Delete(Path.Combine(directory.FullName, "t10k-images-idx3-ubyte.gz"));
        var (code, output, errors) = Run();
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith($"The directory '{directory.FullName}' lacks train-labels-idx1-ubyte, t10k-images-idx3-ubyte.", errors, StringComparison.Ordinal);
        Assert.Contains("dataset-fashion-mnist", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void PicturesOfAnotherSizeAreRefused()
    {
        WriteData(gzipped: false);
        Write("train-images-idx3-ubyte", gzipped: false, [200, 28, 27], new byte[200 * 28 * 27]);
        var (code, _, errors) = Run();
        Assert.Equal(2, code);
        Assert.Contains("a picture has 756 pixels; expected 28×28.", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no option '--speed'.", "--speed", "1")]
    [InlineData("Option '--model' has value 'vgg'; expected dense, lenet, residual.", "--model", "vgg")]
    [InlineData("Option '--epochs' has value '0'; expected a whole number from 1 on.", "--epochs", "0")]
    [InlineData("Option '--seed' needs a value.", "--seed")]
    [InlineData("Option '--weights' has value 'nowhere/x', whose directory does not exist.", "--weights", "nowhere/x")]
    [InlineData("Option '--report' has value 'nowhere/x', whose directory does not exist.", "--report", "nowhere/x")]
    public void WrongOptionsAreExplained(string message, params string[] arguments)
    {
        var (code, output, errors) = Run(arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith(message, errors, StringComparison.Ordinal);
        Assert.Contains("--data DIR", errors, StringComparison.Ordinal);
    }

    private string Weights => Path.Combine(directory.FullName, "weights.safetensors");

    private (int ExitCode, string Output, string Errors) Run(params string[] arguments) =>
        ChildProcess.Run(ChildProcess.Program("FashionMnist", ["--data", directory.FullName, "--weights", Weights, .. arguments]));

    // Pictures whose class is the number of a bright row.
    private void WriteData(bool gzipped)
    {
        foreach ((string name, int count) in new[] { ("train", 200), ("t10k", 50) })
        {
            byte[] pixels = new byte[count * 28 * 28], labels = new byte[count];
            new Random(count).NextBytes(pixels);
            for (int i = 0; i < count; i++)
            {
                labels[i] = (byte)(i % 10);
                Span<byte> picture = pixels.AsSpan(i * 28 * 28, 28 * 28);
                foreach (ref byte pixel in picture)
                    pixel /= 4;
                picture.Slice(2 * labels[i] * 28, 28).Fill(255);
            }

            Write($"{name}-images-idx3-ubyte", gzipped, [count, 28, 28], pixels);
            Write($"{name}-labels-idx1-ubyte", gzipped, [count], labels);
        }
    }

    private void Write(string name, bool gzipped, int[] shape, byte[] elements)
    {
        using Stream file = File.Create(Path.Combine(directory.FullName, name + (gzipped ? ".gz" : "")));
        using Stream stream = gzipped ? new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write([0, 0, 8, (byte)shape.Length]);
        Span<byte> size = stackalloc byte[4];
        foreach (int axis in shape)
        {
            BinaryPrimitives.WriteInt32BigEndian(size, axis);
            stream.Write(size);
        }

        stream.Write(elements);
    }
}
