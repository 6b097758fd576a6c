namespace NetGen.Tests.Files;

/// <summary>What saves leave beside their file when they are killed: the next one removes it, and nothing else.</summary>
public sealed class LeftoverTests : IDisposable
{
    private const string Digits = "0123456789abcdef";

    private readonly string directory = Directory.CreateTempSubdirectory("netgen-leftovers-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Old_ones_of_the_file_are_removed_by_its_next_save()
    {
        Make($"net.{Digits}.tmp", minutes: 61);
        Make("net.ffffffffffffffff.tmp", minutes: 60 * 24 * 365);
        Assert.Equal(2, Directory.GetFiles(directory).Length);
        Assert.Equal([Save()], Directory.GetFiles(directory));
    }

    [Theory]
    [InlineData($"net.{Digits}.tmp", 59)]
    [InlineData($"other.{Digits}.tmp", 120)]
    [InlineData($"net.old.{Digits}.tmp", 120)]
    [InlineData($"{Digits}.tmp", 120)]
    [InlineData($"net.{Digits}", 120)]
    [InlineData($"net.{Digits}.tmp.gz", 120)]
    [InlineData($"net.{Digits}0.tmp", 120)]
    [InlineData("net.0123456789abcde.tmp", 120)]
    [InlineData("net.0123456789abcdeg.tmp", 120)]
    [InlineData("net-0123456789abcdef.tmp", 120)]
    [InlineData("net.tmp", 120)]
    public void Nothing_else_is(string name, int minutes)
    {
        string file = Make(name, minutes);
        Assert.Equal(new[] { file, Save() }.Order(StringComparer.Ordinal), Directory.GetFiles(directory).Order(StringComparer.Ordinal));
        Assert.Equal("kept", File.ReadAllText(file));
    }

    [Fact]
    public void The_file_of_a_writer_that_lives_stays_however_old()
    {
        string file = Make($"net.{Digits}.tmp", minutes: 0);
        using (var writer = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.None))
        {
            File.SetLastWriteTimeUtc(writer.SafeFileHandle, DateTime.UtcNow.AddDays(-1));
            Save();
            Assert.True(File.Exists(file));
        }

        Save();
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void A_save_that_fails_removes_none()
    {
        string file = Make($"net.{Digits}.tmp", minutes: 120);
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(Path.Combine(directory, "net"), _ => throw new InvalidOperationException()));
        Assert.Equal([file], Directory.GetFiles(directory));
    }

    [Fact]
    public void Those_of_what_a_link_points_to_are_removed_through_the_link()
    {
        string path = Save(), link = Path.Combine(directory, "latest");
        File.CreateSymbolicLink(link, path);
        string file = Make($"net.{Digits}.tmp", minutes: 120);
        AtomicFile.Write(link, stream => stream.WriteByte(2));
        Assert.False(File.Exists(file));
        Assert.Equal([2], File.ReadAllBytes(path));
    }

    private string Save()
    {
        string path = Path.Combine(directory, "net");
        AtomicFile.Write(path, stream => stream.WriteByte(1));
        return path;
    }

    private string Make(string name, int minutes)
    {
        string file = Path.Combine(directory, name);
        File.WriteAllText(file, "kept");
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-minutes));
        return file;
    }
}
