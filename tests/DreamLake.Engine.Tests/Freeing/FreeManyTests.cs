using System.Net;
using System.Text.Json.Nodes;
using DreamLake.Engine.Tests.Checking;
using Xunit;

namespace DreamLake.Engine.Tests.Freeing;

/// <summary>Many files: one question says which need not be looked at, and each deletion rests on an answer of its own.</summary>
public sealed class FreeManyTests : IDisposable
{
    private const int Files = 40;
    private readonly FreeingPlace _place = new();

    public FreeManyTests()
    {
        File.Delete(_place.FilePath);
        for (var i = 0; i < Files; i++) File.WriteAllBytes(PathOf(i), BytesOf(i));
        // Every other one is in the lake.
        _place.Lake.Names = name => NumberOf(name) % 2 == 0 ? ToldLake.Honest(BytesOf(NumberOf(name)), name) : null;
    }

    [Fact]
    public async Task Each_deletion_has_its_own_question_and_what_the_lake_has_not_is_not_even_read()
    {
        _place.Lake.LookupTellsProofs = true;

        var (results, read) = await FreeAsync(_place.Options);

        Assert.Equal(
            Enumerable.Range(0, Files).Select(i => i % 2 == 0 ? FreeOutcome.Freed : FreeOutcome.Kept),
            results.Select(result => result.Outcome));
        var kept = results.Where(result => result.Outcome == FreeOutcome.Kept);
        Assert.All(kept, result => Assert.StartsWith("the lake has no /camera/", result.Reason, StringComparison.Ordinal));
        Assert.Equal((1, Files / 2, Files / 2 * 8L), (Count("POST /assets/lookup"), Count("GET /assets/video"), read));
        Assert.Equal(Enumerable.Range(0, Files).Where(i => i % 2 == 1).Select(i => $"{i:0000}.mp4"), _place.Names);
    }

    [Fact]
    public async Task A_plan_takes_one_question_for_all()
    {
        _place.Lake.LookupTellsProofs = true;

        var (results, _) = await FreeAsync(_place.Options with { WhatIf = true });

        Assert.Equal(Files / 2, results.Count(result => result.Outcome == FreeOutcome.WouldFree));
        Assert.Equal((1, 0), (Count("POST /assets/lookup"), Count("GET /assets/video")));
        Assert.Equal(Files, _place.Names.Length);
    }

    [Theory]
    [InlineData(null), InlineData(false)]
    public async Task A_lake_that_tells_no_proofs_of_many_is_asked_of_each(bool? tellsProofs)
    {
        _place.Lake.LookupTellsProofs = tellsProofs;

        var (results, _) = await FreeAsync(_place.Options);

        Assert.Equal(Files / 2, results.Count(result => result.Outcome == FreeOutcome.Freed));
        // After it was read, and right before it goes; of what is not there once, or not at all where the lake said so of many.
        Assert.Equal(tellsProofs is null ? Files * 3 / 2 : Files, Count("GET /assets/video"));
        // A bare 404 may be a gateway's: it is tried twice.
        Assert.Equal(tellsProofs is null ? 2 : 1, Count("POST /assets/lookup"));
    }

    [Fact]
    public async Task What_was_told_of_many_removes_nothing_where_the_answer_of_its_own_is_no_proof()
    {
        foreach (var lie in CheckTests.Words.Where(row => row.Data.Item2 != CheckOutcome.Same).Select(row => row.Data.Item1))
        {
            using var place = new FreeingPlace();
            place.Lake.Tells = _ => CheckTests.Told(lie);
            place.Lake.LookupTellsProofs = true;
            place.Lake.OnLookedUp = found =>
            {
                foreach (var (field, value) in ToldLake.Honest(FreeingPlace.Bytes).ToArray()) found[field] = value?.DeepClone();
            };

            var result = await place.FreeAsync();

            Assert.Equal((lie, FreeOutcome.Kept), (lie, result.Outcome));
            place.AssertUntouched();
            Assert.False(File.Exists(place.Journal));
        }
    }

    [Theory]
    [InlineData(true, false, FreeOutcome.Freed), InlineData(false, false, FreeOutcome.Kept), InlineData(true, true, FreeOutcome.Kept)]
    public async Task Deep_counts_only_what_the_lake_read_after_it_was_asked(bool reads, bool isLost, FreeOutcome outcome)
    {
        using var place = new FreeingPlace();
        var (at, isRead) = ("2026-03-04T05:06:07Z", false);
        place.Lake.Tells = _ => isRead && isLost ? CheckTests.Told("damaged") : At(at);
        place.Lake.OnVerify = () =>
        {
            isRead = true;
            if (reads) at = "2026-03-04T05:06:08Z";
            return HttpStatusCode.Accepted;
        };

        var result = await place.FreeAsync(place.Options with { Deep = true });

        Assert.Equal((outcome, 1), (result.Outcome, place.Lake.Requests.Count(seen => seen == "POST /videos/medium-1/verify")));
        if (outcome == FreeOutcome.Kept) place.AssertUntouched();

        static JsonObject At(string at)
        {
            var told = ToldLake.Honest(FreeingPlace.Bytes);
            told["verified"]!["at"] = at;
            return told;
        }
    }

    [Fact]
    public async Task Deep_removes_nothing_where_the_lake_cannot_read_again()
    {
        using var place = new FreeingPlace();
        place.Lake.OnVerify = () => HttpStatusCode.NotFound;

        Assert.Equal(FreeOutcome.Kept, (await place.FreeAsync(place.Options with { Deep = true })).Outcome);
        place.AssertUntouched();
    }

    public void Dispose() => _place.Dispose();

    private static byte[] BytesOf(int number) => BitConverter.GetBytes((long)number);

    private static int NumberOf(string name) => int.Parse(name[^8..^4], System.Globalization.CultureInfo.InvariantCulture);

    private string PathOf(int number) => Path.Combine(_place.Folder, $"{number:0000}.mp4");

    private int Count(string request) => _place.Lake.Requests.Count(seen => seen == request);

    private async Task<(List<FreeResult> Results, long Read)> FreeAsync(FreeOptions options)
    {
        using var freer = new LakeFreer(ToldLake.Connection, options, TimeProvider.System, _place.Disk);
        var requests = Enumerable.Range(0, Files).Select(i => ToldLake.Request(PathOf(i))).ToAsyncEnumerable();
        var cancellation = TestContext.Current.CancellationToken;
        return (await freer.FreeAsync(requests, cancellation).ToListAsync(cancellation), freer.BytesRead);
    }
}
