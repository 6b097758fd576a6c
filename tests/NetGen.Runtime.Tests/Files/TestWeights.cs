using System.Buffers.Binary;
using System.Text;

namespace NetGen.Tests.Files;

/// <summary>A small network's state, and safetensors files made byte by byte.</summary>
internal static class TestWeights
{
    public static readonly BufferLayout Parameters = new(
    [
        new TensorLayout("Dense1.weight", "Dense1.weight", [18, 3], 0, Packing.RowPanels, default),
        new TensorLayout("Dense1.bias", "first.bias", [18], 96, Packing.RowMajor, default),
    ]);

    public static readonly BufferLayout Buffers = new(
    [
        new TensorLayout("Norm1.running_mean", "Norm1.running_mean", [2], 0, Packing.RowMajor, default),
        new TensorLayout("Norm1.num_batches_tracked", "Norm1.num_batches_tracked", [], 16, Packing.RowMajor, default),
    ]);

    public static readonly NetworkSignature Signature = new("Test.Small", [], [], [], Parameters, Buffers, string.Empty);

    public static (FlatBuffer<T> Parameters, FlatBuffer<T> Buffers) Make<T>(double start)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var parameters = new FlatBuffer<T>(Parameters);
        var buffers = new FlatBuffer<T>(Buffers);
        double value = start;
        foreach (FlatBuffer<T> buffer in new[] { parameters, buffers })
        {
            for (int i = 0; i < buffer.Layout.Tensors.Length; i++)
                buffer[i].CopyFrom([.. Enumerable.Range(0, buffer[i].Length).Select(_ => T.CreateTruncating(value += 0.1))]);
        }

        return (parameters, buffers);
    }

    public static byte[] File(string header, byte[] data, ulong? claimed = null)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] file = new byte[8 + json.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(file, claimed ?? (ulong)json.Length);
        json.CopyTo(file, 8);
        data.CopyTo(file, 8 + json.Length);
        return file;
    }

    /// <summary>A stream that tells neither its length nor its position, and gives a few bytes at a time.</summary>
    public sealed class Pipe(byte[] bytes) : Stream
    {
        private int position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = Math.Min(Math.Min(count, 7), bytes.Length - position);
            Array.Copy(bytes, position, buffer, offset, read);
            position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
