using System.Runtime.CompilerServices;

namespace NetGen.Generator.Tests;

/// <summary>The directory the tests were built from.</summary>
internal static class Repository
{
    /// <summary>Where NetGen.sln is.</summary>
    public static string Root { get; } = Find();

    public static string At(string relative) => Path.Combine(Root, relative);

    private static string Find([CallerFilePath] string file = "")
    {
        for (var directory = Path.GetDirectoryName(file); directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "NetGen.sln")))
                return directory;
        }

        throw new InvalidOperationException($"There is no NetGen.sln above {file}; run the tests where they were built.");
    }
}
