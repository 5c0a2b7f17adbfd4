using System.Globalization;
using DreamLake.Disk;
using DreamLake.Engine.Content;
using DreamLake.Engine.State;
using Xunit;

namespace DreamLake.Engine.Tests.State;

/// <summary>What is remembered of hashed files: bounded, safe to delete, and never wrong.</summary>
public sealed class HashedFilesTests : IDisposable
{
    private static readonly DateTimeOffset Written = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly FileIdentity Identity = new(100, Written, "8:1:42", Written);
    private static readonly string Sha256 = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("dreamlake-hashed-").FullName, "hashed");

    private HashedFiles Files => new(new LocalDisk(), _folder, TimeProvider.System);

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public void A_file_is_known_by_its_path_and_its_whole_identity()
    {
        Remember("/a.mp4", Identity);

        Assert.Equal(Sha256, Files.Find("/a.mp4", Identity));
        Assert.Null(Files.Find("/b.mp4", Identity));
        Assert.Null(Files.Find("/a.mp4", Identity with { Size = 101 }));
        Assert.Null(Files.Find("/a.mp4", Identity with { LastWrite = Written.AddTicks(1) }));
        Assert.Null(Files.Find("/a.mp4", Identity with { Changed = Written.AddTicks(1) }));
        Assert.Null(Files.Find("/a.mp4", Identity with { FileId = "8:1:43" }));
    }

    [Fact]
    public void What_the_system_cannot_tell_apart_is_not_remembered()
    {
        Remember("/a.mp4", Identity with { Changed = null });
        Remember("/b.mp4", Identity with { FileId = null });
        // Hashed within the 2 s that a coarse clock may hide a write in.
        Files.Remember("/c.mp4", Identity, Sha256, Written.AddSeconds(1));

        Assert.False(Directory.Exists(_folder));
    }

    [Fact]
    public void What_was_forgotten_is_not_known_until_it_is_remembered_again()
    {
        Remember("/a.mp4", Identity);
        Files.Forget("/a.mp4", Identity);
        Assert.Null(Files.Find("/a.mp4", Identity));

        Remember("/a.mp4", Identity);
        Assert.Equal(Sha256, Files.Find("/a.mp4", Identity));
    }

    [Fact]
    public void A_torn_or_altered_record_is_none_and_the_next_one_takes_its_place()
    {
        Remember("/a.mp4", Identity);
        var file = Directory.GetFiles(_folder).Single(path => Path.GetFileName(path).Length == 2);
        var whole = File.ReadAllBytes(file);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(file, whole[..length]);
            Assert.Null(Files.Find("/a.mp4", Identity));
            whole[length] ^= 1;
            File.WriteAllBytes(file, whole);
            Assert.Null(Files.Find("/a.mp4", Identity));
            whole[length] ^= 1;
        }

        File.WriteAllBytes(file, whole[..30]);
        Remember("/a.mp4", Identity);
        Assert.Equal(Sha256, Files.Find("/a.mp4", Identity));
        Assert.Equal(whole.Length, new FileInfo(file).Length);
    }

    [Fact]
    public void However_many_there_are_the_folder_stays_small_and_the_newest_are_known()
    {
        // As many for one file as fill it twice: their keys are digests, so the paths are looked for.
        var alike = PathsOfOneFile(2 * HashedFiles.MostRecords);
        foreach (var path in alike) Remember(path, Identity);

        var file = new FileInfo(Directory.GetFiles(_folder).Single(path => Path.GetFileName(path).Length == 2));
        Assert.InRange(file.Length, 1, HashedFiles.MostRecords * 64);
        Assert.All(alike.TakeLast(HashedFiles.MostRecords / 2), path => Assert.Equal(Sha256, Files.Find(path, Identity)));
        Assert.Null(Files.Find(alike[0], Identity));
    }

    [Fact]
    public async Task Many_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            var own = Files;
            for (var i = 0; i < 50; i++) own.Remember($"/{thread}-{i}.mp4", Identity, Sha256, Written.AddMinutes(1));
        })));

        foreach (var thread in Enumerable.Range(0, 8))
            for (var i = 0; i < 50; i++) Assert.Equal(Sha256, Files.Find($"/{thread}-{i}.mp4", Identity));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_remembers_nothing_and_fails_nothing()
    {
        File.WriteAllText(_folder, "a file in its place");

        Remember("/a.mp4", Identity);

        Assert.Null(Files.Find("/a.mp4", Identity));
    }

    private void Remember(string path, FileIdentity identity) => Files.Remember(path, identity, Sha256, Written.AddMinutes(1));

    private static string[] PathsOfOneFile(int count)
    {
        var paths = new List<string>();
        for (var i = 0; paths.Count < count; i++)
        {
            var path = i.ToString(CultureInfo.InvariantCulture);
            if (HashedFiles.FileNameOf(path, Identity) == "00") paths.Add(path);
        }

        return [.. paths];
    }
}
