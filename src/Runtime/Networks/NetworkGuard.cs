using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetGen;

/// <summary>The checks that generated methods make of their arguments, with messages that say what was expected and what was found.</summary>
public static class NetworkGuard
{
    /// <summary>Checks the length of a span of samples.</summary>
    /// <param name="found">The span's length.</param>
    /// <param name="perSample">How many elements a sample has.</param>
    /// <param name="count">How many samples there should be.</param>
    /// <param name="name">The argument.</param>
    /// <exception cref="ArgumentException">The length is not their product.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CheckLength(int found, int perSample, int count, string name)
    {
        if (found != (long)perSample * count)
            ThrowLength(found, perSample, count, name);
    }

    /// <summary>Checks a number of samples.</summary>
    /// <param name="count">The number.</param>
    /// <param name="capacity">The largest allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or larger.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CheckCount(int count, int capacity)
    {
        if ((uint)count > (uint)capacity)
            ThrowCount(count, capacity);
    }

    /// <summary>Checks that a batch has enough samples for what is normalized by its statistics.</summary>
    /// <param name="count">The number of samples.</param>
    /// <param name="least">How many there have to be, unless there are none.</param>
    /// <param name="layer">The layer that normalizes.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer.</exception>
    public static void CheckStatistics(int count, int least, string layer)
    {
        if (count > 0 && count < least)
            throw new ArgumentOutOfRangeException(nameof(count), $"{layer} normalizes by the statistics of the batch, and in a batch of {count} a channel has one value, which has none: train with {least} samples or more at a time, such as with {nameof(TrainerOptions<float>.DropLast)}, which leaves out a short last batch.");
    }

    /// <summary>Checks that results are not written over what they are computed from.</summary>
    /// <typeparam name="TIn">The element type of the input.</typeparam>
    /// <typeparam name="TOut">The element type of the output.</typeparam>
    /// <param name="input">An input.</param>
    /// <param name="output">An output.</param>
    /// <param name="inputName">The name of the input.</param>
    /// <param name="outputName">The name of the output.</param>
    /// <exception cref="ArgumentException">They share memory.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CheckSeparate<TIn, TOut>(ReadOnlySpan<TIn> input, ReadOnlySpan<TOut> output, string inputName, string outputName)
        where TIn : unmanaged
        where TOut : unmanaged
    {
        ref byte from = ref Unsafe.As<TIn, byte>(ref MemoryMarshal.GetReference(input));
        ref byte to = ref Unsafe.As<TOut, byte>(ref MemoryMarshal.GetReference(output));
        nuint inputBytes = (nuint)input.Length * (nuint)Unsafe.SizeOf<TIn>(), outputBytes = (nuint)output.Length * (nuint)Unsafe.SizeOf<TOut>();
        nuint distance = (nuint)Unsafe.ByteOffset(ref from, ref to);
        if (inputBytes != 0 && outputBytes != 0 && (distance < inputBytes || unchecked(0 - distance) < outputBytes))
            ThrowOverlap(inputName, outputName);
    }

    /// <summary>Whether a number among some is NaN or infinite.</summary>
    /// <typeparam name="T">The type of the numbers.</typeparam>
    /// <param name="values">The numbers.</param>
    /// <returns>Whether there is one.</returns>
    public static bool HasNonFinite<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T> => IndexOfNonFinite(values) >= 0;

    /// <summary>The first number among some that is NaN or infinite.</summary>
    /// <typeparam name="T">The type of the numbers.</typeparam>
    /// <param name="values">The numbers.</param>
    /// <returns>Its index, or −1.</returns>
    internal static int IndexOfNonFinite<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!T.IsFinite(values[i]))
                return i;
        }

        return -1;
    }

    /// <summary>Checks class indices.</summary>
    /// <param name="labels">The indices.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="name">The argument.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is not from 0 to classes − 1; the message names it and its place.</exception>
    public static void CheckLabels(ReadOnlySpan<int> labels, int classes, string name)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes)
                throw new ArgumentOutOfRangeException(name, $"Label {labels[i]} at index {i} of '{name}' is not a class; there are {classes}, counted from 0 to {classes - 1}.");
        }
    }

    /// <summary>Checks class indices of which one says that something does not count.</summary>
    /// <param name="labels">The indices.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="ignored">The index that need not be a class.</param>
    /// <param name="name">The argument.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is neither that nor from 0 to classes − 1; the message names it and its place.</exception>
    public static void CheckLabels(ReadOnlySpan<int> labels, int classes, int ignored, string name)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes && labels[i] != ignored)
                throw new ArgumentOutOfRangeException(name, $"Label {labels[i]} at index {i} of '{name}' is not a class; there are {classes}, counted from 0 to {classes - 1}, and {ignored} for what does not count.");
        }
    }

    /// <summary>Checks the slots of a batch.</summary>
    /// <param name="found">How many there are.</param>
    /// <param name="expected">How many there should be.</param>
    /// <param name="kind">Whether they are inputs, targets or outputs.</param>
    /// <exception cref="ArgumentException">The numbers differ.</exception>
    public static void CheckSlots(int found, int expected, string kind)
    {
        if (found != expected)
            throw new ArgumentException($"The network has {expected} {kind}; the batch has {found}.", kind);
    }

    /// <summary>The exception of a session that is used after it was disposed of.</summary>
    /// <param name="isDisposed">Whether it was.</param>
    /// <param name="session">The session.</param>
    /// <exception cref="ObjectDisposedException">It was.</exception>
    public static void CheckAlive(bool isDisposed, object session) => ObjectDisposedException.ThrowIf(isDisposed, session);

    [DoesNotReturn]
    private static void ThrowLength(int found, int perSample, int count, string name) =>
        throw new ArgumentException(
            count == 1
                ? $"'{name}' has {found} elements; one sample has {perSample}."
                : $"'{name}' has {found} elements; {count} samples of {perSample} are {(long)perSample * count}.",
            name);

    [DoesNotReturn]
    private static void ThrowCount(int count, int capacity) =>
        throw new ArgumentOutOfRangeException(
            nameof(count),
            count < 0
                ? $"The number of samples is {count}; it cannot be negative."
                : $"{count} samples are more than the session's capacity of {capacity}; create it with a larger capacity or split the batch.");

    [DoesNotReturn]
    private static void ThrowOverlap(string input, string output) =>
        throw new ArgumentException($"'{output}' shares memory with '{input}'; results need memory of their own.", output);
}
