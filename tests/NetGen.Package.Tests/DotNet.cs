using System.Diagnostics;
using NetGen.Tests;

namespace NetGen.Package.Tests;

/// <summary>Runs the <c>dotnet</c> command.</summary>
internal static class DotNet
{
    /// <summary>Runs a command that must succeed.</summary>
    /// <param name="directory">The working directory.</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>What it wrote.</returns>
    public static string Run(string directory, params string[] arguments)
    {
        (int code, string output) = Try(directory, arguments);
        Assert.True(code == 0, $"dotnet {string.Join(' ', arguments)}: exit code {code}\n{output}");
        return output;
    }

    /// <summary>Runs a command.</summary>
    /// <param name="directory">The working directory.</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>The exit code and what it wrote, errors last.</returns>
    public static (int Code, string Output) Try(string directory, params string[] arguments)
    {
        ProcessStartInfo start = ChildProcess.DotNet(arguments);
        start.WorkingDirectory = directory;

        // The test runner's own SDK and build are not those of a user, and where packages go is for nuget.config to say.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) || name is "NUGET_PACKAGES" or "NUGET_FALLBACK_PACKAGES").ToArray())
            start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "true";

        // No process of the build may hold the pipes longer than the command runs.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        (int code, string output, string errors) = ChildProcess.Run(start);
        return (code, output + errors);
    }
}
