using System.Net;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Testing.Engines.Ceph;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>Two files whose SHA-256 begin with the same 16 digits, through the built command: byte exact, or refused.</summary>
public abstract class SamePairTests : IDisposable
{
    private static readonly byte[] A = "{\"id\":\"3ad3724e365c26c2\"}\n"u8.ToArray();
    private static readonly byte[] B = "{\"id\":\"eed10703d6643970\"}\n"u8.ToArray();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected Machine Machine { get; } = new();

    public void Dispose()
    {
        Machine.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<ServingLake> ServeAsync();

    [Fact]
    public async Task Our_client_stores_both_in_both_orders_in_one_batch_and_in_two_runs()
    {
        await using var lake = await ServeAsync();
        var machine = lake.Use(Machine);
        var (a, b) = await FilesAsync();
        await UploadAsync(machine, "batch", a, b);
        await UploadAsync(machine, "reversed", b, a);
        foreach (var file in new[] { a, b }) await UploadAsync(machine, "runs", file);
        foreach (var file in new[] { b, a }) await UploadAsync(machine, "back", file);
        foreach (var space in new[] { "batch", "reversed", "runs", "back" }) await AssertServesAsync(lake, space, A, B);
    }

    [Fact]
    public async Task A_client_that_tells_no_digest_and_ours_leave_each_others_bytes_as_they_are()
    {
        await using var lake = await ServeAsync();
        var (machine, foreign) = (lake.Use(Machine), new ForeignClient(lake));
        var (a, b) = await FilesAsync();

        // Theirs first: ours is stored beside it.
        Assert.Equal(HttpStatusCode.OK, await foreign.CompleteAsync(await foreign.SendAsync("theirs", A)));
        var (id, _) = await foreign.RegisterAsync("theirs", A);
        await UploadAsync(machine, "theirs", b);
        Assert.Equal(A, await foreign.DownloadAsync(id));
        await AssertServesAsync(lake, "theirs", null, B);

        // Ours first: theirs is refused.
        await UploadAsync(machine, "ours", a);
        Assert.Equal(HttpStatusCode.Conflict, await foreign.CompleteAsync(await foreign.SendAsync("ours", B)));
        await AssertServesAsync(lake, "ours", A, null);
    }

    [Fact]
    public async Task What_is_resumed_from_four_keys_of_the_other_file_is_not_taken_for_ours()
    {
        await using var lake = await ServeAsync();
        var (machine, foreign) = (lake.Use(Machine), new ForeignClient(lake));
        var (a, _) = await FilesAsync();
        foreach (var isOtherStored in new[] { false, true })
        {
            var space = "four-" + (isOtherStored ? "stored" : "open");
            if (isOtherStored) await UploadAsync(machine, space, a);
            var begun = await foreign.SendAsync(space, B);
            begun["totalParts"] = 1;
            begun["completedParts"] = begun["parts"]!.DeepClone();
            begun.Remove("parts");
            Directory.CreateDirectory(Machine.Uploads);
            var state = Path.Combine(Machine.Uploads, ForeignClient.HashOf(A) + ".json");
            await File.WriteAllTextAsync(state, begun.ToJsonString(), Cancellation);
            // Where it is stored already, only who insists looks at states at all.
            await UploadAsync(machine, space, a, "--force");
            await AssertServesAsync(lake, space, A, null);
            Assert.False(File.Exists(state));
        }
    }

    private async Task<(string A, string B)> FilesAsync()
    {
        var (a, b) = (Path.Combine(Machine.Home, "a.jsonl"), Path.Combine(Machine.Home, "b.jsonl"));
        await File.WriteAllBytesAsync(a, A, Cancellation);
        await File.WriteAllBytesAsync(b, B, Cancellation);
        return (a, b);
    }

    private static async Task UploadAsync(Machine machine, string space, params string[] files) =>
        (await machine.RunAsync(["upload", .. files, "--episode", $"alice@{space}:run"])).Ended(0);

    private static async Task AssertServesAsync(ServingLake lake, string space, byte[]? a, byte[]? b)
    {
        var place = $"namespace=alice&space={space}&episode=run";
        if (a is not null) Assert.Equal(a, await lake.DownloadAsync("label-track", place, "/a.jsonl"));
        if (b is not null) Assert.Equal(b, await lake.DownloadAsync("label-track", place, "/b.jsonl"));
    }
}

/// <summary>On the embedded pool.</summary>
public sealed class SamePairOnThePoolTests : SamePairTests
{
    protected override Task<ServingLake> ServeAsync() => ServingLake.StartAsync(Machine);
}

/// <summary>On Ceph.</summary>
public sealed class SamePairOnCephTests(CephFixture ceph) : SamePairTests, IClassFixture<CephFixture>
{
    protected override Task<ServingLake> ServeAsync()
    {
        var endpoint = ceph.Engine.Endpoint;
        Machine.With("AWS_ACCESS_KEY_ID", endpoint.AccessKey).With("AWS_SECRET_ACCESS_KEY", endpoint.SecretKey);
        return ServingLake.StartAsync(Machine, "--s3", endpoint.Address.AbsoluteUri, "--bucket", "pair");
    }
}
