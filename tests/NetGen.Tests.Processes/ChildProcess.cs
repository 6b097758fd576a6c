using System.Diagnostics;

namespace NetGen.Tests.Processes;

/// <summary>Programs of the repository, run as processes of their own.</summary>
internal static class ChildProcess
{
    /// <summary>Starts a program that was built beside the tests.</summary>
    /// <param name="program">The name of its assembly.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Process Start(string program, params string[] arguments)
    {
        string dotnet = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
        return Process.Start(new ProcessStartInfo(dotnet, ["exec", Path.Combine(AppContext.BaseDirectory, program + ".dll"), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">The name of its assembly.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Exit code and what it wrote.</returns>
    public static (int ExitCode, string Output, string Errors) Run(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
