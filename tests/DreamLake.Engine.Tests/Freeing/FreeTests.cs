using System.Text.Json.Nodes;
using DreamLake.Disk;
using DreamLake.Engine.Tests.Checking;
using Xunit;

namespace DreamLake.Engine.Tests.Freeing;

/// <summary>A file is removed on the lake's proof of every byte, and on nothing less.</summary>
public sealed class FreeTests : IDisposable
{
    private readonly FreeingPlace _place = new();

    public static TheoryData<string, int> Lies
    {
        get
        {
            var lies = new TheoryData<string, int>();
            // At the first question, and at the last one only.
            foreach (var row in CheckTests.Words.Where(row => row.Data.Item2 != CheckOutcome.Same))
            {
                lies.Add(row.Data.Item1, 0);
                lies.Add(row.Data.Item1, 1);
            }

            return lies;
        }
    }

    [Fact]
    public async Task What_the_lake_has_proven_is_removed_and_stands_in_the_journal()
    {
        var result = await _place.FreeAsync();

        Assert.Equal((FreeOutcome.Freed, null, FreeingPlace.Bytes.Length), (result.Outcome, result.Reason, result.Size));
        Assert.Empty(_place.Names);
        var lines = File.ReadLines(_place.Journal).Where(line => line.Length > 0).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(["Begun", "Freed"], lines.Select(line => line["step"]!.ToString()));
        var line = lines[1];
        Assert.Equal(
            (_place.FilePath, FreeingPlace.Bytes.Length, ToldLake.Sha256(FreeingPlace.Bytes), "asset-1", ToldLake.Connection.Name),
            (Text("path"), (int)line["size"]!, Text("sha256"), Text("assetId"), Text("lake")));

        string Text(string name) => line[name]!.ToString();
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task No_lie_of_the_lake_removes_it(string lie, int from)
    {
        _place.Lake.Tells = asked => asked >= from ? CheckTests.Told(lie) : ToldLake.Honest(FreeingPlace.Bytes);

        var result = await _place.FreeAsync();

        Assert.Equal(FreeOutcome.Kept, result.Outcome);
        Assert.NotNull(result.Reason);
        _place.AssertUntouched();
        Assert.False(File.Exists(_place.Journal));
    }

    [Fact]
    public async Task A_lake_that_fails_removes_nothing()
    {
        _place.Lake.OnRequest = _ => throw new HttpRequestException("no route");
        var result = await _place.FreeAsync();
        Assert.Equal((FreeOutcome.Kept, true), (result.Outcome, result.Error is not null));
        _place.AssertUntouched();
    }

    [Fact]
    public async Task Other_bytes_of_the_same_size_and_times_stay()
    {
        var at = File.GetLastWriteTimeUtc(_place.FilePath);
        using (var file = File.OpenWrite(_place.FilePath)) file.WriteByte(255);
        File.SetLastWriteTimeUtc(_place.FilePath, at);

        Assert.Equal(FreeOutcome.Kept, (await _place.FreeAsync()).Outcome);
        Assert.Equal(["a.mp4"], _place.Names);
    }

    [Fact]
    public async Task A_link_is_left_alone()
    {
        var real = Path.Combine(_place.Folder, "real.mp4");
        File.Move(_place.FilePath, real);
        File.CreateSymbolicLink(_place.FilePath, real);

        Assert.Equal((FreeOutcome.Kept, "it is a link"), await OutcomeAsync());
        Assert.Equal(["a.mp4", "real.mp4"], _place.Names);
    }

    [Fact]
    public async Task A_file_with_another_name_is_left_alone()
    {
        Assert.True(new LocalDisk().TryLink(_place.FilePath, Path.Combine(_place.Folder, "b.mp4")));

        Assert.Equal((FreeOutcome.Kept, "its bytes have 2 names (hard links)"), await OutcomeAsync());
        Assert.Equal(["a.mp4", "b.mp4"], _place.Names);
    }

    [Fact]
    public async Task A_folder_and_nothing_are_left_alone()
    {
        File.Delete(_place.FilePath);
        Assert.Equal((FreeOutcome.Kept, "there is no such file"), await OutcomeAsync());
        Directory.CreateDirectory(_place.FilePath);
        Assert.Equal((FreeOutcome.Kept, "it is no ordinary file"), await OutcomeAsync());
    }

    [Fact]
    public async Task A_lake_on_this_machine_is_no_proof_unless_forced()
    {
        var lake = ToldLake.Connection with { Bss = new Uri("http://127.0.0.1:10234") };
        Assert.Equal(FreeOutcome.Kept, (await _place.FreeAsync(lake: lake)).Outcome);
        Assert.Equal(FreeOutcome.Kept, (await _place.FreeAsync(lake: ToldLake.Connection with { Name = "file:///home/lake" })).Outcome);
        _place.AssertUntouched();
        Assert.Empty(_place.Lake.Requests);
        Assert.Equal(FreeOutcome.Freed, (await _place.FreeAsync(_place.Options with { Force = true }, lake)).Outcome);
    }

    [Fact]
    public async Task Where_writers_are_not_told_it_stays_unless_assumed_closed()
    {
        _place.Disk.OnWriters = _ => null;
        Assert.Equal(FreeOutcome.Kept, (await _place.FreeAsync()).Outcome);
        _place.AssertUntouched();
        Assert.Equal(FreeOutcome.Freed, (await _place.FreeAsync(_place.Options with { AssumeClosed = true })).Outcome);
    }

    [Fact]
    public async Task What_if_looks_at_all_and_removes_nothing()
    {
        Assert.Equal(FreeOutcome.WouldFree, (await _place.FreeAsync(_place.Options with { WhatIf = true })).Outcome);
        _place.AssertUntouched();
        Assert.False(File.Exists(_place.Journal));
    }

    [Fact]
    public async Task On_one_thread_that_waits_it_frees()
    {
        var outcome = await HostProcessTests.OnOneThreadAsync(() =>
        {
            LakeFreer.SettleAsync(_place.Options, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
            return _place.FreeAsync().GetAwaiter().GetResult().Outcome;
        });
        Assert.Equal(FreeOutcome.Freed, outcome);
    }

    public void Dispose() => _place.Dispose();

    private async Task<(FreeOutcome Outcome, string? Reason)> OutcomeAsync()
    {
        var result = await _place.FreeAsync();
        return (result.Outcome, result.Reason);
    }
}
