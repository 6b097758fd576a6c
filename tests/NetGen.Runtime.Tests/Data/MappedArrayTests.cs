using System.IO.Compression;
using NetGen.Tests.Training;

namespace NetGen.Tests.Data;

public sealed class MappedArrayTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("netgen-mapped").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Every_type_is_read_as_into_memory()
    {
        using NpzFile archive = NpzFile.Open(NumPyFixtures.At("types.npz"));
        foreach (string name in archive.Names)
        {
            NumPyArray array = archive[name];
            string path = At($"{name}.npy");
            NumPyFile.Write(path, array);
            using MappedArray mapped = MappedArray.OpenNumPy(path);
            Assert.Equal((array.Type, 2), (mapped.Type, mapped.Count));
            Assert.Equal(array.Shape.ToArray(), mapped.Shape.ToArray());
            Assert.Equal(array.ToColumn<float>().Values.ToArray(), All(mapped.ToColumn<float>()));
            Assert.Equal(array.ToColumn<double>(divisor: 3).Values.ToArray(), All(mapped.ToColumn<double>(divisor: 3)));
            int[] indices = new int[12];
            if (array.Type >= NumericType.Float16)
                Assert.Contains("expected integers", Assert.Throws<DataFileException>(() => mapped.ToIndexColumn<float>()).Message, StringComparison.Ordinal);
            else if (array.Type is NumericType.Int64)
                Assert.Contains("element 0 of sample 0", Assert.Throws<DataFileException>(() => mapped.ToIndexColumn<float>().Read(0, indices)).Message, StringComparison.Ordinal);
            else if (array.Type is NumericType.UInt64 or NumericType.UInt32)
                Assert.Contains("element 11 of sample 1", Assert.Throws<DataFileException>(() => mapped.ToIndexColumn<float>().Read(1, indices)).Message, StringComparison.Ordinal);
            else
                Assert.Equal(array.ToIndices(), AllIndices(mapped.ToIndexColumn<float>()));
        }
    }

    [Theory]
    [InlineData(IdxType.Byte, 1)]
    [InlineData(IdxType.Int16, 2)]
    [InlineData(IdxType.Single, 4)]
    [InlineData(IdxType.Double, 8)]
    public void An_IDX_file_is_read_as_into_memory(IdxType type, int size)
    {
        byte[] data = [.. Enumerable.Range(0, 4 * 3 * 2 * size).Select(i => (byte)(i % 50))];
        byte[] file = [0, 0, (byte)type, 3, 0, 0, 0, 4, 0, 0, 0, 3, 0, 0, 0, 2, .. data];
        File.WriteAllBytes(At("x.idx"), file);
        using MappedArray mapped = MappedArray.OpenIdx(At("x.idx"));
        IdxArray array = IdxFile.Read(At("x.idx"));
        Assert.Equal(array.Shape.ToArray(), mapped.Shape.ToArray());
        Assert.Equal(array.ToValues<float>(), All(mapped.ToColumn<float>()));
        if (type is IdxType.Byte or IdxType.Int16)
            Assert.Equal(array.ToIndices(), AllIndices(mapped.ToIndexColumn<float>()));
    }

    [Fact]
    public void What_cannot_be_mapped_is_refused()
    {
        File.WriteAllBytes(At("x.npy"), IdxFileTests.Zip(NumPyFixtures.Bytes("float32.npy")));
        Assert.Contains("is compressed", Refusal("x.npy"), StringComparison.Ordinal);
        using (ZipArchive archive = ZipFile.OpenRead(NumPyFixtures.At("types.npz")))
            archive.GetEntry("float32.little.fortran.npy")!.ExtractToFile(At("x.npy"), overwrite: true);
        Assert.Contains("is column-major", Refusal("x.npy"), StringComparison.Ordinal);
        foreach (int change in new[] { -1, 1 })
        {
            byte[] file = NumPyFixtures.Bytes("float32.npy");
            Array.Resize(ref file, file.Length + change);
            File.WriteAllBytes(At("x.npy"), file);
            Assert.Contains($"which take 96 bytes; {96 + change} follow", Refusal("x.npy"), StringComparison.Ordinal);
        }

        File.Copy(NumPyFixtures.At("scalar.npy"), At("x.npy"), overwrite: true);
        Assert.Contains("expected a first axis", Refusal("x.npy"), StringComparison.Ordinal);
        File.WriteAllBytes(At("x.npy"), []);
        Assert.Contains("is not a NumPy file", Refusal("x.npy"), StringComparison.Ordinal);
        Assert.Contains("is not an IDX file", Assert.Throws<DataFileException>(() => MappedArray.OpenIdx(At("x.npy"))).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => MappedArray.OpenNumPy(At("none.npy")));

        string Refusal(string name) => Assert.Throws<DataFileException>(() => MappedArray.OpenNumPy(At(name))).Message;
    }

    [Fact]
    public void An_array_of_no_samples_is_one()
    {
        using MappedArray mapped = MappedArray.OpenNumPy(NumPyFixtures.At("empty.npy"));
        Assert.Equal((0, 3), (mapped.ToColumn<float>().Count, mapped.ToColumn<float>().Length));
    }

    [Fact]
    public void Reading_after_closing_throws()
    {
        MappedArray mapped = MappedArray.OpenNumPy(NumPyFixtures.At("float32.npy"));
        DataColumn<float> column = mapped.ToColumn<float>();
        mapped.Dispose();
        mapped.Dispose();
        Assert.Throws<ObjectDisposedException>(() => column.Read(0, new float[12]));
    }

    [Fact]
    public void Parts_and_scaled_ones_are_read_likewise()
    {
        using MappedArray inputs = Inputs(60, 5), labels = Labels(60);
        var data = new Dataset<float>([inputs.ToColumn<float>()], [labels.ToIndexColumn<float>()]);
        (Dataset<float> training, Dataset<float> heldOut) = data.StratifiedSplit(0.25, seed: 1);
        Assert.Equal((45, 15, false), (training.Count, heldOut.Count, heldOut.Inputs[0].IsInMemory));
        Assert.Equal([5, 5, 5], heldOut.Labels().GroupBy(label => label).Select(group => group.Count()));
        var scaler = StandardScaler<float>.Fit(training);
        Dataset<float> memory = InMemory(training), scaled = scaler.Transform(training);
        Assert.Equal(StandardScaler<float>.Fit(memory).Mean.ToArray(), scaler.Mean.ToArray());
        Assert.Equal(scaler.Transform(memory).Inputs[0].Values.ToArray(), All(scaled.Inputs[0]));
    }

    // The trainer works with every source of samples, to the same bit.
    [Fact]
    public void A_network_trains_from_files_as_from_memory()
    {
        Dataset<double> memory = Clouds.Make(300, 1);
        NumPyFile.Write(At("x.npy"), NumPyArray.Of(memory.Inputs[0].Values.ToArray(), 300, 2));
        NumPyFile.Write(At("y.npy"), NumPyArray.Of(memory.Labels()));
        using MappedArray inputs = MappedArray.OpenNumPy(At("x.npy")), labels = MappedArray.OpenNumPy(At("y.npy"));
        var files = new Dataset<double>([inputs.ToColumn<double>()], [labels.ToIndexColumn<double>()]);
        foreach (Sampler? sampler in new Sampler?[] { null, WeightedSampler.Balanced(memory.Labels(), 500) })
        {
            double[] expected = Train(memory, 0);
            Assert.Equal(expected, Train(memory, 3));
            Assert.Equal(expected, Train(files, 0));
            Assert.Equal(expected, Train(files, 3));

            double[] Train(Dataset<double> data, int prefetch)
            {
                var network = SoftmaxRegression.Create(0);
                network.BatchCounts.Capacity = 1000;
                TrainingHistory history = Trainer.Fit(network, new Adam<double>(), data, new TrainerOptions<double> { Epochs = 3, BatchSize = 32, Seed = 5, Prefetch = prefetch, Validation = data, Sampler = sampler });
                Assert.Equal(3 * (sampler?.Count ?? 300), network.BatchCounts.Sum());
                Assert.Equal(Trainer.Evaluate(network, memory).Loss, history.Last.ValidationLoss!.Value, 12);
                return network.Parameters.Span.ToArray();
            }
        }

        files = new Dataset<double>([inputs.ToColumn<double>()], [new DataColumn<double>(new WrongLabel(300))]);
        Assert.Contains("Sample 250 has label 3", Assert.Throws<ArgumentException>(() => Trainer.Fit(SoftmaxRegression.Create(0), new Adam<double>(), files)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_large_file_takes_little_memory(int prefetch)
    {
        // 24 MB; the memory that it takes does not depend on the size.
        const int Count = 30_000, Length = 200;
        using MappedArray inputs = Inputs(Count, Length), labels = Labels(Count);
        var data = new Dataset<float>([inputs.ToColumn<float>()], [labels.ToIndexColumn<float>()]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        using var prefetched = new PrefetchedBatches<float>(data, 64, Math.Max(prefetch, 1));
        BatchSource<float> batches = prefetch > 0 ? prefetched : new MiniBatches<float>(data, 64);
        batches.Shuffle(1, 1);
        double sum = 0;
        foreach (Batch<float> batch in batches)
        {
            foreach (float value in batch.Inputs[0].Values)
                sum += value;
        }

        Assert.Equal((double)Count * Length / 2 * (Count - 1), sum);
        // The order, and a buffer or so.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, Count * sizeof(int), (Count * sizeof(int)) + (4 * 64 * Length * sizeof(float)));
    }

    private string At(string name) => Path.Combine(directory, name);

    // Every element of a sample is its ordinal.
    private MappedArray Inputs(int count, int length)
    {
        float[] values = new float[count * length];
        for (int i = 0; i < values.Length; i++)
            values[i] = i / length;
        NumPyFile.Write(At("x.npy"), NumPyArray.Of(values, count, length));
        return MappedArray.OpenNumPy(At("x.npy"));
    }

    private MappedArray Labels(int count)
    {
        NumPyFile.Write(At("y.npy"), NumPyArray.Of([.. Enumerable.Range(0, count).Select(i => i % 3L)]));
        return MappedArray.OpenNumPy(At("y.npy"));
    }

    private static Dataset<float> InMemory(Dataset<float> data) => new([new DataColumn<float>(All(data.Inputs[0]), data.Inputs[0].Length)], [new DataColumn<float>(data.Labels())]);

    private static T[] All<T>(DataColumn<T> column)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var values = new T[column.Count * column.Length];
        for (int sample = 0; sample < column.Count; sample++)
            column.Read(sample, values.AsSpan(sample * column.Length, column.Length));
        return values;
    }

    private static int[] AllIndices(DataColumn<float> column)
    {
        int[] indices = new int[column.Count * column.Length];
        for (int sample = 0; sample < column.Count; sample++)
            column.Read(sample, indices.AsSpan(sample * column.Length, column.Length));
        return indices;
    }

    private sealed class WrongLabel(int count) : SampleReader<int>(count, 1)
    {
        public override void Read(int sample, Span<int> destination) => destination[0] = sample == 250 ? 3 : 0;
    }
}
