using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Testing.Engines.Ceph;
using Xunit;

namespace DreamLake.Cli.Tests.Strangers;

/// <summary>The clients that people have, beside ours: on the embedded pool, and on Ceph where it is installed.</summary>
public sealed class ClientInUseTests(CephFixture ceph) : IClassFixture<CephFixture>
{
    private const int MiB = 1024 * 1024;
    private static readonly AssetPlace Place = new("alice", "robotics", "runs/042", "/camera/run01.mp4");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pool")]
    [InlineData("ceph")]
    public async Task It_uploads_lists_and_downloads(string s3)
    {
        using var machine = new Machine();
        await using var lake = await StartAsync(machine, s3);
        using var client = ClientOf(lake, machine);
        var path = machine.File("run01.mp4", (20 * MiB) + 3);

        var asset = (await client.UploadAsync(path, AssetKind.Video, Place))!;

        Assert.NotEmpty(asset["nodeId"]!.ToString());
        var listed = Assert.Single(await client.ListAsync(AssetKind.Video, Place))!;
        Assert.Equal((asset["id"]!.ToString(), Place.Name), (listed["id"]!.ToString(), listed["name"]!.ToString()));
        await AssertBytesAsync(client, path);
        Assert.Empty(Directory.GetFiles(machine.Uploads));
    }

    [Theory]
    [InlineData("pool")]
    [InlineData("ceph")]
    public async Task What_it_began_ours_finishes_with_the_parts_that_are_missing(string s3)
    {
        using var machine = new Machine();
        await using var lake = await StartAsync(machine, s3);
        using var client = ClientOf(lake, machine);
        var folder = Path.GetDirectoryName(machine.File("labels/a.jsonl", 0))!;
        await File.WriteAllTextAsync(Path.Combine(folder, "a.jsonl"), "{\"t\":1}\n", Cancellation);
        await client.UploadFolderAsync(folder, AssetKind.LabelTrack, Place with { Name = "/labels" });
        var tally = Assert.Single(Directory.GetFiles(machine.Uploads, "folder-*.json"));
        var said = await File.ReadAllTextAsync(tally, Cancellation);
        var path = machine.File("run01.mp4", (30 * MiB) + 3);
        Assert.Null(await client.UploadAsync(path, AssetKind.Video, Place, diesAfter: 1));

        var report = await OursAsync(machine, path);

        Assert.Equal((4, 3), ((int)report["parts"]!, (int)report["partsSent"]!));
        await AssertBytesAsync(client, path);
        // Theirs stays theirs: neither read as a state nor set aside.
        Assert.Equal([tally], Directory.GetFiles(machine.Uploads));
        Assert.Equal(said, await File.ReadAllTextAsync(tally, Cancellation));
    }

    [Theory]
    [InlineData("pool")]
    [InlineData("ceph")]
    public async Task What_ours_began_it_finishes_with_the_parts_that_are_missing(string s3)
    {
        using var machine = new Machine();
        await using var lake = await StartAsync(machine, s3);
        using var client = ClientOf(lake, machine);
        var path = machine.File("run01.mp4", 75 * MiB);
        using (var ours = lake.Use(machine).Start([.. Arguments(path), "--limit-rate", "10M"]))
        {
            await UntilAPartIsRecordedAsync(machine.Uploads);
            await ours.KillAsync();
        }

        await client.UploadAsync(path, AssetKind.Video, Place);

        Assert.InRange(client.PartsSent, 1, 7);
        await AssertBytesAsync(client, path);
        // It deleted the state. Ours finds the file stored, and says so.
        Assert.Equal("alreadyStored", (await OursAsync(machine, path))["outcome"]!.ToString());
        Assert.Single(await client.ListAsync(AssetKind.Video, Place));
    }

    private static string[] Arguments(string path) => ["upload", path, "--episode", "alice@robotics:runs/042", "--to", "/camera"];

    private static async Task<JsonNode> OursAsync(Machine machine, string path) =>
        (await machine.RunAsync([.. Arguments(path), "--json"])).Ended(0).Json;

    private static ClientInUse ClientOf(ServingLake lake, Machine machine)
    {
        lake.Use(machine);
        return new ClientInUse(new LakeAccess(lake.Bss, lake.Server, lake.Token), machine.Uploads);
    }

    private static async Task AssertBytesAsync(ClientInUse client, string path)
    {
        var sent = SHA256.HashData(await File.ReadAllBytesAsync(path, Cancellation));
        Assert.Equal(sent, SHA256.HashData(await client.DownloadAsync(AssetKind.Video, Place)));
    }

    // Whatever is read is a whole document: that is what the state promises after every part.
    private static async Task UntilAPartIsRecordedAsync(string states)
    {
        while (true)
        {
            if (Directory.Exists(states) && Directory.GetFiles(states, "*.json") is [var state]
                && JsonNode.Parse(await File.ReadAllTextAsync(state, Cancellation))!["completedParts"]!.AsArray().Count > 0) return;
            await Task.Delay(10, Cancellation);
        }
    }

    private Task<ServingLake> StartAsync(Machine machine, string s3)
    {
        if (s3 == "pool") return ServingLake.StartAsync(machine);
        var endpoint = ceph.Engine.Endpoint;
        machine.With("AWS_ACCESS_KEY_ID", endpoint.AccessKey).With("AWS_SECRET_ACCESS_KEY", endpoint.SecretKey);
        var address = endpoint.Address.GetLeftPart(UriPartial.Authority);
        return ServingLake.StartAsync(machine, "--s3", address, "--bucket", $"lake-{Guid.NewGuid():N}");
    }
}
