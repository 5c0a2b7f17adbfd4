using DreamLake.Disk;
using DreamLake.Engine.State;
using DreamLake.Engine.Tests.Disks;
using DreamLake.Engine.Tests.Lake;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Engine.Tests.State;

/// <summary>A disk that fails in the middle: the state file is whole after every call, those that failed included.</summary>
public sealed class FailingDiskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dreamlake-failing-").FullName;
    private readonly BrittleDisk _disk = new();

    private string StatePath => Path.Combine(_folder, "0123456789abcdef.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(127)]
    public void A_part_that_could_not_be_written_is_not_there_and_all_others_are(int bytesThatArrive)
    {
        using var writer = new StateFileWriter(_disk, StatePath, TimeProvider.System);
        writer.Save(Fresh(totalParts: 4));
        writer.Add(Part(1));
        FailOnce(bytesThatArrive);
        Assert.Throws<IOException>(() => writer.Add(Part(2)));
        Assert.Equal([1], PartsOnDisk());
        writer.Add(Part(3));
        Assert.Equal([1, 3], PartsOnDisk());
        writer.Add(Part(2));
        Assert.Equal([1, 3, 2], PartsOnDisk());
    }

    [Fact]
    public void The_first_part_of_all_may_fail_as_well()
    {
        using var writer = new StateFileWriter(_disk, StatePath, TimeProvider.System);
        writer.Save(Fresh(totalParts: 2));
        FailOnce(40);
        Assert.Throws<IOException>(() => writer.Add(Part(1)));
        Assert.Empty(PartsOnDisk());
        writer.Add(Part(2));
        Assert.Equal([2], PartsOnDisk());
    }

    [Fact]
    public void A_document_that_could_not_be_written_leaves_the_old_one_and_the_next_part_counts_on_that()
    {
        using var writer = new StateFileWriter(_disk, StatePath, TimeProvider.System);
        writer.Save(Fresh(totalParts: 50));
        writer.Add(Part(1));
        _disk.OnMove = _ => throw new IOException("No space left on device", 28);
        Assert.Throws<IOException>(() =>
            writer.Save(Fresh(totalParts: 50) with { Step = UploadStepName.CompleteMultipart, CompletedParts = [Part(1)] }));
        Assert.Equal([1], PartsOnDisk());
        _disk.OnMove = _ => { };
        writer.Add(Part(2));
        Assert.Equal([1, 2], PartsOnDisk());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(700)]
    [InlineData(StateDocument.PageSize - 1)]
    public void A_page_that_could_not_be_written_leaves_the_one_before(int bytesThatArrive)
    {
        using var writer = new StateFileWriter(_disk, StatePath, TimeProvider.System);
        writer.Save(Fresh(totalParts: 2));
        writer.Add(Part(1));
        var before = File.ReadAllBytes(StatePath);
        FailOnce(bytesThatArrive);
        Assert.Throws<IOException>(() => writer.Save(Completed(totalParts: 2, Part(1))));
        Assert.Equal(before, File.ReadAllBytes(StatePath));
        writer.Add(Part(2));
        Assert.Equal([1, 2], PartsOnDisk());
        writer.Save(Completed(totalParts: 2, Part(1), Part(2)));
        Assert.Contains("\"step\": \"CompleteMultipart\"", File.ReadAllText(StatePath), StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_of_few_parts_is_written_over_the_one_before_and_one_that_outgrows_its_page_beside_it()
    {
        using var writer = new StateFileWriter(_disk, StatePath, TimeProvider.System);
        writer.Save(Fresh(totalParts: 3));
        var moves = 0;
        _disk.OnMove = _ => moves++;
        writer.Save(Completed(totalParts: 3, Part(1), Part(2), Part(3)));
        Assert.Equal((0, StateDocument.PageSize), (moves, new FileInfo(StatePath).Length));
        writer.Save(Completed(totalParts: 3, Part(1), Part(2), Part(3)) with { BssId = new string('b', StateDocument.PageSize) });
        Assert.Equal(1, moves);
        writer.Save(Completed(totalParts: 3, Part(1), Part(2), Part(3)));
        Assert.Equal((2, StateDocument.PageSize), (moves, new FileInfo(StatePath).Length));
        Assert.Equal([1, 2, 3], PartsOnDisk());
    }

    [Fact]
    public void A_state_that_somebody_removed_meanwhile_is_written_again()
    {
        using var writer = new StateFileWriter(_disk, StatePath, TimeProvider.System);
        writer.Save(Fresh(totalParts: 1));
        File.Delete(StatePath);
        writer.Save(Completed(totalParts: 1, Part(1)));
        Assert.Equal([1], PartsOnDisk());
    }

    [Fact]
    public void A_name_that_could_not_be_flushed_spoils_no_later_part()
    {
        using var writer = new StateFileWriter(_disk, StatePath, TimeProvider.System);
        writer.Save(Fresh(totalParts: 3));
        _disk.OnCall = call =>
        {
            if (call == "flush " + _folder) throw new IOException("Input/output error", 5);
        };
        // Another head, so that slots lie elsewhere in it.
        Assert.Throws<IOException>(() => writer.Save(Fresh(totalParts: 3) with { UploadId = new string('u', 300) }));
        _disk.OnCall = _ => { };
        writer.Add(Part(2));
        Assert.Equal([2], PartsOnDisk());
    }

    [Fact]
    public async Task A_state_file_that_another_program_holds_for_more_than_a_second_pauses_its_upload()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("a.mp4", 100);
        scene.Disk.OnMove = to =>
        {
            if (to.EndsWith(".json", StringComparison.Ordinal)) throw new IOException("in use", unchecked((int)0x80070020));
        };
        var result = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Paused, UploadError.StateBusy), (result.Outcome, result.Error!.Error));
        scene.Disk.OnMove = _ => { };
        Assert.Equal(UploadOutcome.Stored, (await scene.UploadAsync(path)).Outcome);
    }

    private static UploadState Completed(int totalParts, params PartDone[] parts) =>
        Fresh(totalParts) with { Step = UploadStepName.CompleteMultipart, CompletedParts = parts };

    private void FailOnce(int bytesThatArrive)
    {
        var hasFailed = false;
        _disk.OnWrite = (_, _) =>
        {
            if (hasFailed) return null;
            hasFailed = true;
            return bytesThatArrive;
        };
    }

    private IEnumerable<int> PartsOnDisk()
    {
        var state = new StateStore(_folder, new LocalDisk()).Read(StatePath).State;
        Assert.NotNull(state);
        return state.CompletedParts.Select(part => part.PartNumber);
    }

    private static UploadState Fresh(int totalParts) =>
        new() { UploadId = "upload", Key = "alice/robotics/staging/0123456789abcdef", TotalParts = totalParts };

    private static PartDone Part(int number) => new(number, $"\"{number:x32}\"");
}
