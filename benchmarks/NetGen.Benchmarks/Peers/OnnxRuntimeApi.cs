using System.Runtime.InteropServices;
using System.Text;

namespace NetGen.Benchmarks.Peers;

/// <summary>
/// ONNX Runtime's C API: a table of functions whose order never changes, entries are only appended. Each returns a status that is
/// null for success.
/// </summary>
internal sealed unsafe class OnnxRuntimeApi
{
    private const uint Version = 13;
    private readonly void** table;

    private OnnxRuntimeApi(void** table, string version)
    {
        this.table = table;
        LibraryVersion = version;
    }

    /// <summary>Places in the table, as counted in <c>onnxruntime_c_api.h</c>.</summary>
    internal enum Entry
    {
        GetErrorMessage = 2,
        CreateEnv = 3,
        CreateSession = 7,
        Run = 9,
        CreateSessionOptions = 10,
        SetSessionExecutionMode = 13,
        SetSessionGraphOptimizationLevel = 23,
        SetIntraOpNumThreads = 24,
        SetInterOpNumThreads = 25,
        CreateRunOptions = 39,
        CreateTensorWithDataAsOrtValue = 49,
        CreateCpuMemoryInfo = 69,
        ReleaseEnv = 92,
        ReleaseSession = 95,
        ReleaseValue = 96,
        RunWithBinding = 133,
        CreateIoBinding = 134,
        ReleaseIoBinding = 135,
        BindInput = 136,
        BindOutput = 137,
    }

    /// <summary>The version of the library.</summary>
    public string LibraryVersion { get; }

    /// <summary>Loads the library.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>Its functions.</returns>
    /// <exception cref="NotSupportedException">It is older than the table known here.</exception>
    public static OnnxRuntimeApi Load(string path)
    {
        nint library = NativeLibrary.Load(path);
        var getBase = (delegate* unmanaged<void**>)NativeLibrary.GetExport(library, "OrtGetApiBase");
        void** apiBase = getBase();
        void** table = ((delegate* unmanaged<uint, void**>)apiBase[0])(Version);
        string version = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<byte*>)apiBase[1])()) ?? "?";
        return table is not null
            ? new OnnxRuntimeApi(table, version)
            : throw new NotSupportedException($"'{path}' is ONNX Runtime {version}, which lacks version {Version} of the C API; run benchmarks/fetch-peers.sh.");
    }

    /// <summary>A function of the table.</summary>
    /// <param name="entry">Its place.</param>
    /// <returns>Its address.</returns>
    public void* this[Entry entry] => table[(int)entry];

    /// <summary>Throws unless a call succeeded.</summary>
    /// <param name="status">What it returned.</param>
    /// <param name="entry">What was called.</param>
    /// <exception cref="InvalidOperationException">It did not succeed.</exception>
    public void Check(void* status, Entry entry)
    {
        if (status is null)
            return;
        var message = (delegate* unmanaged<void*, byte*>)this[Entry.GetErrorMessage];
        throw new InvalidOperationException($"ONNX Runtime, {entry}: {Marshal.PtrToStringUTF8((nint)message(status))}");
    }

    /// <summary>A path as the library wants it: UTF-16 on Windows, UTF-8 elsewhere, terminated by zero.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Its bytes.</returns>
    public static byte[] NativePath(string path) => OperatingSystem.IsWindows() ? Encoding.Unicode.GetBytes(path + "\0") : Encoding.UTF8.GetBytes(path + "\0");
}
