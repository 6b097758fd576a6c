using System.Diagnostics;

namespace NetGen.Tests;

/// <summary>Processes of the <c>dotnet</c> command that tests start and read.</summary>
internal static class ChildProcess
{
    /// <summary>A command of the <c>dotnet</c> that runs the tests. It inherits their environment, until that is changed.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <returns>How to start it; what it writes is read by whoever does.</returns>
    public static ProcessStartInfo DotNet(params string[] arguments)
    {
        string dotnet = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
        return new ProcessStartInfo(dotnet, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
    }

    /// <summary>A program that was built beside the tests.</summary>
    /// <param name="name">The name of its assembly.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>How to start it, as <see cref="DotNet"/>.</returns>
    public static ProcessStartInfo Program(string name, params string[] arguments) =>
        DotNet(["exec", Path.Combine(AppContext.BaseDirectory, name + ".dll"), .. arguments]);

    /// <summary>Runs a process to its end.</summary>
    /// <param name="start">How to start it.</param>
    /// <returns>Exit code and what it wrote.</returns>
    public static (int ExitCode, string Output, string Errors) Run(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
