using System.Text.Json.Nodes;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Engine.Tests.Checking;

/// <summary>Many files are asked about at once, and what that leaves open by the listing of each name.</summary>
public sealed class CheckManyTests : IDisposable
{
    private const int Files = 1000;
    private readonly string _folder = Directory.CreateTempSubdirectory("dreamlake-check-many-").FullName;
    private readonly ToldLake _lake = new();

    public CheckManyTests()
    {
        for (var i = 0; i < Files; i++) File.WriteAllBytes(PathOf(i), BytesOf(i));
        _lake.Names = name => Honest(name);
    }

    [Fact]
    public async Task A_thousand_files_take_one_question_where_the_lake_tells_proofs_in_it()
    {
        _lake.LookupTellsProofs = true;

        var results = await CheckAsync();

        Assert.All(results, result => Assert.Equal(CheckOutcome.Same, result.Outcome));
        Assert.Equal(Enumerable.Range(0, Files).Select(PathOf), results.Select(result => result.Path));
        // One; a machine that reads slower than 500 files a second asks a few times.
        Assert.Equal(0, Count("GET /assets/video"));
        Assert.InRange(Count("POST /assets/lookup"), 1, 8);
    }

    [Fact]
    public async Task What_is_not_proven_missing_or_another_is_told_by_the_one_question_too()
    {
        _lake.LookupTellsProofs = true;
        _lake.Names = name => NumberOf(name) switch
        {
            1 => null,
            2 => With(name, told => told.Remove("verified")),
            3 => With(name, told => told["verified"]!["sha256"] = new string('0', 64)),
            4 => With(name, told => told["verified"]!["against"] = "hash"),
            _ => Honest(name),
        };

        var results = await CheckAsync();

        Assert.Equal(
            [CheckOutcome.Same, CheckOutcome.NotStored, CheckOutcome.NotYetVerified, CheckOutcome.Differs, CheckOutcome.NotYetVerified],
            results.Take(5).Select(result => result.Outcome));
        Assert.Equal(0, Count("GET /assets/video"));
    }

    [Fact]
    public async Task Why_a_copy_is_broken_is_asked_of_the_listing()
    {
        _lake.LookupTellsProofs = true;
        _lake.Names = name => With(name, told =>
        {
            if (NumberOf(name) == 7) (told["status"], told["statusReason"]) = (AssetStatus.Damaged, "S3 lost it.");
        });

        var results = await CheckAsync();

        Assert.Equal((CheckOutcome.Differs, "the lake says that its copy is damaged: S3 lost it"), (results[7].Outcome, results[7].Reason));
        Assert.Equal(1, Count("GET /assets/video"));
    }

    [Fact]
    public async Task A_lake_that_tells_no_proof_there_is_asked_of_each_name()
    {
        _lake.LookupTellsProofs = false;

        Assert.All(await CheckAsync(), result => Assert.Equal(CheckOutcome.Same, result.Outcome));

        Assert.Equal(Files, Count("GET /assets/video"));
    }

    [Fact]
    public async Task A_lake_that_knows_no_such_question_is_asked_it_once()
    {
        Assert.All(await CheckAsync(), result => Assert.Equal(CheckOutcome.Same, result.Outcome));

        Assert.Equal(Files, Count("GET /assets/video"));
        // A bare 404 may be a gateway's: it is tried twice.
        Assert.Equal(2, Count("POST /assets/lookup"));
    }

    [Theory]
    [InlineData("name", "/camera/another.mp4"), InlineData("type", "audio"), InlineData("status", null)]
    public async Task An_answer_that_is_odd_is_none(string field, string? value)
    {
        _lake.LookupTellsProofs = true;
        _lake.OnLookedUp = found => found[field] = value;

        Assert.All(await CheckAsync(), result => Assert.Equal(CheckOutcome.Same, result.Outcome));

        Assert.Equal(Files, Count("GET /assets/video"));
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _lake.Dispose();
    }

    private static byte[] BytesOf(int number) => BitConverter.GetBytes(number);

    private static int NumberOf(string name) => int.Parse(name[^8..^4], System.Globalization.CultureInfo.InvariantCulture);

    private static JsonObject Honest(string name) => ToldLake.Honest(BytesOf(NumberOf(name)), name);

    private static JsonObject With(string name, Action<JsonObject> change)
    {
        var told = Honest(name);
        change(told);
        return told;
    }

    private string PathOf(int number) => Path.Combine(_folder, $"{number:0000}.mp4");

    private int Count(string request) => _lake.Requests.Count(seen => seen == request);

    private async Task<List<CheckResult>> CheckAsync()
    {
        using var checker = new LakeChecker(ToldLake.Connection, new CheckOptions { Calls = _lake.Calls });
        var requests = Enumerable.Range(0, Files).Select(i => ToldLake.Request(PathOf(i))).ToAsyncEnumerable();
        return await checker.CheckAsync(requests, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
    }
}
