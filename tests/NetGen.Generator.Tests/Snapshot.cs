using System.Runtime.CompilerServices;

namespace NetGen.Generator.Tests;

/// <summary>
/// Compares a text with a file beside the test, by Verify's convention: <c>Class.Method.Name.verified.cs</c> is what was
/// accepted; where the text differs, <c>….received.cs</c> is written, to be compared and renamed by whoever accepts it.
/// </summary>
internal static class Snapshot
{
    /// <summary>Asserts that a text is what was accepted.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What it is called among the snapshots of one test.</param>
    /// <param name="test">The test; left to the compiler.</param>
    /// <param name="file">The test's file; left to the compiler.</param>
    public static void Verify(string text, string name, [CallerMemberName] string test = "", [CallerFilePath] string file = "") =>
        VerifyFile(text, $"{Path.GetFileNameWithoutExtension(file)}.{test}.{name}", "cs", file);

    /// <summary>Asserts that a text is what was accepted as <c>name.verified.extension</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The name of the file up to <c>.verified</c>.</param>
    /// <param name="extension">The extension of the file, without a dot.</param>
    /// <param name="file">The test's file, beside which it is; left to the compiler.</param>
    public static void VerifyFile(string text, string name, string extension, [CallerFilePath] string file = "")
    {
        var stem = Path.Combine(Path.GetDirectoryName(file)!, name);
        var verified = $"{stem}.verified.{extension}";
        var received = $"{stem}.received.{extension}";
        var actual = Normalize(text);
        var expected = File.Exists(verified) ? Normalize(File.ReadAllText(verified)) : null;
        if (actual == expected)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, actual);
        Assert.Fail(expected is null
            ? $"There is no {Path.GetFileName(verified)} yet. Read {Path.GetFileName(received)} and rename it if it is right."
            : $"{Path.GetFileName(received)} differs from {Path.GetFileName(verified)} {FirstDifference(expected, actual)}. Rename it if it is right.");
    }

    private static string Normalize(string text) => text.Replace("\r\n", "\n").TrimEnd('\n') + "\n";

    private static string FirstDifference(string expected, string actual)
    {
        var before = expected.Split('\n');
        var after = actual.Split('\n');
        var line = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"from line {line + 1}:\n- {before.ElementAtOrDefault(line)}\n+ {after.ElementAtOrDefault(line)}\n";
    }
}
