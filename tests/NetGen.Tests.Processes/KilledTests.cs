using System.Diagnostics;
using System.Globalization;
using NetGen.Tests.Killed;

namespace NetGen.Tests.Processes;

/// <summary>Processes that are killed at any moment, at random and with <c>SIGKILL</c>: the last good file is there, whole, and loads.</summary>
public sealed class KilledTests
{
    private const int Kills = 10;

    [Theory]
    [InlineData("save", 11)]
    [InlineData("train", 12)]
    public void TheLastCompleteSaveIsThere(string mode, int seed)
    {
        var random = new Random(seed);
        DirectoryInfo directory = Directory.CreateTempSubdirectory("netgen-killed-");
        try
        {
            string path = Path.Combine(directory.FullName, "net.safetensors");
            for (int kill = 0; kill < Kills; kill++)
            {
                int reported = KillSometime(mode, path, random);
                SavedNetwork network = SavedNetwork.Load(path);
                if (mode == "save")
                    AssertOfOneSave(network, reported);
                else
                    Assert.All(network.Parameters.Span.ToArray(), value => Assert.True(float.IsFinite(value)));
            }

            // What a kill leaves beside the file is never loaded, hinders no later save, and is removed by one that comes late enough.
            foreach (string leftover in Directory.GetFiles(directory.FullName).Where(file => file != path))
                File.SetLastWriteTimeUtc(leftover, DateTime.UtcNow.AddHours(-2));
            var last = new SavedNetwork();
            last.Fill(-1);
            last.Save(path);
            AssertOfOneSave(SavedNetwork.Load(path), -2);
            Assert.Equal([path], Directory.GetFiles(directory.FullName));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    // The number of saves that were complete for certain: one more may have been, whose line was not written any more.
    private static int KillSometime(string mode, string path, Random random)
    {
        using Process process = Process.Start(ChildProcess.Program("NetGen.Tests.Killed", mode, path))!;
        Stream lines = process.StandardOutput.BaseStream;
        Assert.Equal('\n', lines.ReadByte());
        Thread.Sleep(TimeSpan.FromMilliseconds(50 * random.NextDouble()));
        process.Kill();
        int reported = 1;
        while (lines.ReadByte() >= 0)
            reported++;
        process.WaitForExit();
        return reported;
    }

    private static void AssertOfOneSave(SavedNetwork network, int reported)
    {
        float found = network.Dense1.Weight[0, 0];
        Assert.True(found == reported || found == reported + 1, string.Create(CultureInfo.InvariantCulture, $"{reported} saves were complete; the file holds that of number {found}"));
        foreach (TensorLayout tensor in SavedNetwork.Signature.Parameters.Tensors)
            Assert.All(network.Parameters[tensor.Name].ToArray(), value => Assert.Equal(found, value));
    }
}
