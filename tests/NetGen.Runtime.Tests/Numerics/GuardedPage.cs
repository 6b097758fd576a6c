using System.Runtime.InteropServices;

namespace NetGen.Tests.Numerics;

/// <summary>A page of memory with an inaccessible one behind it: reading or writing one byte too far ends the process.</summary>
internal sealed unsafe partial class GuardedPage : IDisposable
{
    private const int ReadWrite = 3, PrivateAnonymous = 0x22;

    private readonly nint pages;
    private readonly int size = Environment.SystemPageSize;

    public GuardedPage()
    {
        if (!IsSupported)
            throw new PlatformNotSupportedException();
        pages = Map(0, 2 * size, ReadWrite, PrivateAnonymous, -1, 0);
        if (pages == -1 || Protect(pages + size, size, 0) != 0)
            throw new InvalidOperationException("No guarded page was to be had.");
    }

    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>The place so many elements before the guard.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="count">How many elements.</param>
    /// <returns>The place.</returns>
    public ref T Last<T>(int count)
        where T : unmanaged => ref ((T*)(pages + size))[-count];

    public void Dispose() => _ = Unmap(pages, 2 * size);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nint length);
}
