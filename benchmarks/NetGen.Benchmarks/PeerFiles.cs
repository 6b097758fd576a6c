using System.Runtime.InteropServices;

namespace NetGen.Benchmarks;

/// <summary>What benchmarks/fetch-peers.sh fetched and exported.</summary>
internal static class PeerFiles
{
    /// <summary>The root of the repository: the first folder above the program that has the solution.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The folder of the peers.</summary>
    public static string Folder => Path.Combine(Repository, "benchmarks", ".peers");

    /// <summary>Whether the networks were exported.</summary>
    public static bool AreExported => Directory.Exists(Path.Combine(Folder, "models"));

    /// <summary>The path of an exported file.</summary>
    /// <param name="network">The network's folder.</param>
    /// <param name="file">The file.</param>
    /// <returns>The path; the file need not exist.</returns>
    public static string PathOf(string network, string file) => Path.Combine(Folder, "models", network, file);

    /// <summary>Reads a raw little-endian file.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="network">The network's folder.</param>
    /// <param name="file">The file.</param>
    /// <returns>Its elements.</returns>
    /// <exception cref="FileNotFoundException">It was not exported.</exception>
    public static T[] Read<T>(string network, string file)
        where T : unmanaged
    {
        string path = PathOf(network, file);
        if (!File.Exists(path))
            throw new FileNotFoundException($"'{path}' is missing; run benchmarks/fetch-peers.sh.", path);
        return MemoryMarshal.Cast<byte, T>(File.ReadAllBytes(path)).ToArray();
    }

    /// <summary>Finds ONNX Runtime's library for this machine.</summary>
    /// <returns>Its path, or null where it was not fetched.</returns>
    public static string? FindOnnxRuntime()
    {
        string root = Path.Combine(Folder, "node_modules", "onnxruntime-node", "bin");
        if (!Directory.Exists(root))
            return null;
        string platform = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        string architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        string part = Path.Combine(platform, architecture);
        return Directory.EnumerateFiles(root, "*onnxruntime.*", SearchOption.AllDirectories)
            .FirstOrDefault(path => Path.GetDirectoryName(path)!.EndsWith(part, StringComparison.Ordinal) && !path.EndsWith(".node", StringComparison.Ordinal));
    }

    /// <summary>Gives a network the weights that every contender has; without exported ones it keeps its own.</summary>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="network">The network's folder.</param>
    public static void LoadInto(FlatBuffer<float> parameters, string network)
    {
        if (!AreExported)
            return;
        foreach (TensorLayout tensor in parameters.Layout.Tensors)
            parameters[tensor.Name].CopyFrom(Read<float>(network, tensor.Name + ".bin"));
    }

    private static string FindRepository()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "NetGen.sln")))
                return directory.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' has NetGen.sln; run the benchmarks from a checkout.");
    }
}
