using System.Net;
using System.Text.Json.Nodes;
using DreamLake.Disk;
using DreamLake.Engine.Tests.Receiving;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Engine.Tests.Checking;

/// <summary>A file is the same only where the lake has proven this very content under this very name.</summary>
public sealed class CheckTests : IDisposable
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 70_000).Select(i => (byte)(i * 7))];
    private readonly string _folder = Directory.CreateTempSubdirectory("dreamlake-check-").FullName;
    private readonly ToldLake _lake = new();

    private string FilePath => Path.Combine(_folder, "a.mp4");

    public static TheoryData<string, CheckOutcome> Words => new()
    {
        { "honest", CheckOutcome.Same },
        { "nothing", CheckOutcome.NotStored },
        { "another name", CheckOutcome.NotStored },
        { "another episode", CheckOutcome.NotStored },
        { "another namespace", CheckOutcome.NotStored },
        { "superseded", CheckOutcome.NotStored },
        { "another digest proven", CheckOutcome.Differs },
        { "another digest told", CheckOutcome.Differs },
        { "another hash", CheckOutcome.Differs },
        { "another size", CheckOutcome.Differs },
        { "rejected", CheckOutcome.Differs },
        { "damaged", CheckOutcome.Differs },
        { "not read back", CheckOutcome.NotYetVerified },
        { "no digest in the proof", CheckOutcome.NotYetVerified },
        { "16 digits in the proof", CheckOutcome.Differs },
        { "against 16 digits", CheckOutcome.NotYetVerified },
        { "no time", CheckOutcome.NotYetVerified },
        { "no word of it", CheckOutcome.NotYetVerified },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public async Task Each_word_of_the_lake_means_one_outcome(string word, CheckOutcome outcome)
    {
        File.WriteAllBytes(FilePath, Bytes);
        _lake.Tells = _ => Told(word);

        var result = await CheckAsync();

        Assert.Equal((outcome, (UploadException?)null), (result.Outcome, result.Error));
        Assert.Equal((ToldLake.Sha256(Bytes), Bytes.Length), (result.Sha256, result.Size));
        Assert.Equal(outcome == CheckOutcome.Same, result.Reason is null);
    }

    [Fact]
    public async Task The_file_is_read_whole_whatever_was_remembered_of_it()
    {
        File.WriteAllBytes(FilePath, Bytes);
        var at = File.GetLastWriteTimeUtc(FilePath);
        _lake.Tells = _ => ToldLake.Honest(Bytes);
        Assert.Equal(CheckOutcome.Same, (await CheckAsync()).Outcome);
        using (var file = File.OpenWrite(FilePath)) file.WriteByte(255);
        File.SetLastWriteTimeUtc(FilePath, at);

        Assert.Equal(CheckOutcome.Differs, (await CheckAsync()).Outcome);
    }

    [Theory]
    [InlineData(true, CheckOutcome.Same)]
    [InlineData(false, CheckOutcome.NotYetVerified)]
    public async Task A_deep_check_counts_only_what_was_read_after_it_was_asked(bool reads, CheckOutcome outcome)
    {
        File.WriteAllBytes(FilePath, Bytes);
        var at = "2026-03-04T05:06:07Z";
        _lake.Tells = _ =>
        {
            var told = ToldLake.Honest(Bytes);
            told["verified"]!["at"] = at;
            return told;
        };
        _lake.OnVerify = () =>
        {
            if (reads) at = "2026-03-04T05:06:08Z";
            return HttpStatusCode.Accepted;
        };

        var result = await CheckAsync(isDeep: true);

        Assert.Equal((outcome, 1), (result.Outcome, _lake.Requests.Count(request => request == "POST /videos/medium-1/verify")));
    }

    [Fact]
    public async Task A_deep_check_is_none_where_the_lake_cannot()
    {
        File.WriteAllBytes(FilePath, Bytes);
        _lake.Tells = _ => ToldLake.Honest(Bytes);
        _lake.OnVerify = () => HttpStatusCode.NotFound;

        Assert.Equal(CheckOutcome.NotYetVerified, (await CheckAsync(isDeep: true)).Outcome);
    }

    [Fact]
    public async Task What_a_deep_check_finds_damaged_differs()
    {
        File.WriteAllBytes(FilePath, Bytes);
        var isLost = false;
        _lake.Tells = _ => Told(isLost ? "damaged" : "honest");
        _lake.OnVerify = () =>
        {
            isLost = true;
            return HttpStatusCode.Accepted;
        };

        Assert.Equal(CheckOutcome.Differs, (await CheckAsync(isDeep: true)).Outcome);
    }

    [Fact]
    public async Task A_file_that_is_not_there_fails_alone()
    {
        var result = await CheckAsync();
        Assert.Equal((CheckOutcome.Failed, UploadError.FileNotFound), (result.Outcome, result.Error!.Error));
    }

    [Fact]
    public async Task On_one_thread_that_waits_it_checks_and_lists_what_is_missing_here()
    {
        await using var served = await ServedObject.StartAsync(Bytes);
        File.WriteAllBytes(FilePath, Bytes);
        var token = TestContext.Current.CancellationToken;
        var outcomes = await HostProcessTests.OnOneThreadAsync(() =>
        {
            using var checker = new LakeChecker(served.Connection);
            var place = EpisodeAddress.Parse(ToldLake.Episode);
            var missing = AllAsync(checker.OnlyInLakeAsync(place, "/camera", token)).GetAwaiter().GetResult();
            var all = AllAsync(checker.CheckAsync(new[] { ToldLake.Request(FilePath) }.ToAsyncEnumerable(), token))
                .GetAwaiter().GetResult();
            all.AddRange(missing);
            all.AddRange(AllAsync(checker.OnlyInLakeAsync(place, "/camera", token)).GetAwaiter().GetResult());
            return all.Select(result => (result.Outcome, result.Name!.Path)).ToArray();
        });
        Assert.Equal([(CheckOutcome.Same, "/camera/a.mp4"), (CheckOutcome.OnlyInLake, "/camera/a.mp4")], outcomes);
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _lake.Dispose();
    }

    /// <summary>What a lake tells, by a word for it.</summary>
    internal static JsonObject? Told(string word)
    {
        var told = ToldLake.Honest(Bytes);
        var proof = told["verified"]!.AsObject();
        const string Other = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        Action change = word switch
        {
            "another name" => () => told["name"] = "/camera/b.mp4",
            "another episode" => () => told["episode"] = "run-2",
            "another namespace" => () => told["namespace"] = "bob",
            "superseded" => () => told["supersededAt"] = "2026-03-04T05:06:07Z",
            "another digest proven" => () => proof["sha256"] = Other,
            "another digest told" => () => told["sha256"] = Other,
            "another hash" => () => told["hash"] = Other[..16],
            "another size" => () => told["size"] = 1,
            "rejected" or "damaged" => () => told["status"] = word,
            "not read back" => () => told.Remove("verified"),
            "no digest in the proof" => () => proof.Remove("sha256"),
            "16 digits in the proof" => () => proof["sha256"] = ToldLake.Sha256(Bytes)[..16],
            "against 16 digits" => () => proof["against"] = "hash",
            "no time" => () => proof.Remove("at"),
            "no word of it" => () =>
            {
                told.Remove("verified");
                told.Remove("status");
            },
            _ => () => { },
        };
        change();
        return word == "nothing" ? null : told;
    }

    private async Task<CheckResult> CheckAsync(bool isDeep = false)
    {
        var options = new CheckOptions { Deep = isDeep, Calls = _lake.Calls };
        using var checker = new LakeChecker(ToldLake.Connection, options, TimeProvider.System, new LocalDisk());
        return Assert.Single(await AllAsync(checker.CheckAsync(
            new[] { ToldLake.Request(FilePath) }.ToAsyncEnumerable(), TestContext.Current.CancellationToken)));
    }

    private static async Task<List<T>> AllAsync<T>(IAsyncEnumerable<T> source)
    {
        var all = new List<T>();
        await foreach (var item in source.ConfigureAwait(false)) all.Add(item);
        return all;
    }
}
