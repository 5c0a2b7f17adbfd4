using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests.Strangers;

/// <summary>A lake that clients reach by another address than the one it listens at, and one that speaks https.</summary>
public sealed class ReachedFromOutsideTests
{
    private static readonly IPAddress Outside = IPAddress.Parse("127.0.0.5");
    private static readonly AssetPlace Place = new("alice", "robotics", "run-042", "/camera/run01.mp4");

    [Fact]
    public async Task Every_address_that_it_hands_out_is_the_public_one_and_leads_there()
    {
        RequireOutside();
        Tools.RequireFfmpeg();
        using var machine = new Machine();
        int[] ports = [Forwarder.FreePort(), Forwarder.FreePort(), Forwarder.FreePort()];
        // It starts while nobody carries anything to it: what it asks of itself does not go by its public address.
        await using var lake = await ServingLake.StartAsync(machine, [
            "--bss-url", $"http://127.0.0.1:{ports[0]}", "--server-url", $"http://127.0.0.1:{ports[1]}",
            "--pool-url", $"http://127.0.0.1:{ports[2]}", "--public-url", $"http://{Outside}:{ports[0]}"]);
        await using var bss = Forwarder.Open(Outside, ports[0]);
        await using var server = Forwarder.Open(Outside, ports[1]);
        await using var pool = Forwarder.Open(Outside, ports[2]);
        Assert.Equal((Outside.ToString(), Outside.ToString()), (lake.Bss.Host, lake.Server.Host));

        await AssertUploadedAndPlayedAsync(machine, lake, trusted: null, Outside.ToString());

        Assert.All([bss, server, pool], way => Assert.InRange(way.Connections, 1, int.MaxValue));
    }

    [Fact]
    public async Task Listening_at_every_address_it_goes_by_the_machines_name()
    {
        Tools.RequireFfmpeg();
        var name = Dns.GetHostName();
        if (!await IsKnownAsync(name)) Assert.Skip($"This machine does not know its own name, {name}.");
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine, [
            "--listen-anywhere", "--bss-url", "http://0.0.0.0:0", "--server-url", "http://0.0.0.0:0", "--pool-url", "http://0.0.0.0:0"]);

        await AssertUploadedAndPlayedAsync(machine, lake, trusted: null, name.ToLowerInvariant());
    }

    [Fact]
    public async Task Over_https_with_a_certificate_of_ones_own_everything_works()
    {
        Tools.RequireFfmpeg();
        using var machine = new Machine();
        var certificate = PemCertificate.Create(machine.Home);
        await using var lake = await ServingLake.StartAsync(machine, [
            "--bss-url", "https://127.0.0.1:0", "--server-url", "https://127.0.0.1:0", "--pool-url", "https://127.0.0.1:0",
            "--tls-cert", certificate.File, "--tls-key", certificate.KeyFile]);
        Assert.Equal(("https", "https"), (lake.Bss.Scheme, lake.Server.Scheme));
        // How OpenSSL is told of a certificate that the machine does not know.
        machine.With("SSL_CERT_FILE", certificate.File);

        await AssertUploadedAndPlayedAsync(machine, lake, certificate.Thumbprint, "127.0.0.1");
    }

    private static async Task AssertUploadedAndPlayedAsync(Machine machine, ServingLake lake, string? trusted, string host)
    {
        var sample = Machine.Sample("run01.mp4");
        using var client = new ClientInUse(new LakeAccess(lake.Bss, lake.Server, lake.Token), machine.Uploads, trusted);
        await client.UploadAsync(sample, AssetKind.Video, Place);
        (await lake.Use(machine).RunAsync("upload", sample, "--episode", "alice@robotics:run-042", "--to", "/ours", "--json")).Ended(0);

        var listed = await UntilReadyAsync(client);

        Assert.All(await client.PlayAsync(listed), segment => Assert.NotEmpty(segment));
        var sent = await File.ReadAllBytesAsync(sample, TestContext.Current.CancellationToken);
        foreach (var name in new[] { Place.Name, "/ours/run01.mp4" })
            Assert.Equal(SHA256.HashData(sent), SHA256.HashData(await client.DownloadAsync(AssetKind.Video, Place with { Name = name })));
        Assert.All(client.HandedOut, address => Assert.Equal((lake.Bss.Scheme, host), (address.Scheme, address.Host)));
    }

    private static async Task<JsonNode> UntilReadyAsync(ClientInUse client)
    {
        while (true)
        {
            var listed = (await client.ListAsync(AssetKind.Video, Place)).Single(asset => asset!["name"]!.ToString() == Place.Name)!;
            if (listed["status"]!.ToString() is "ready") return listed;
            Assert.NotEqual("failed", listed["status"]!.ToString());
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<bool> IsKnownAsync(string name)
    {
        try
        {
            return (await Dns.GetHostAddressesAsync(name, TestContext.Current.CancellationToken)).Length > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void RequireOutside()
    {
        // Linux answers at every address of 127.0.0.0/8; other systems at those that were set up.
        if (!OperatingSystem.IsLinux()) Assert.Skip($"This system does not answer at {Outside}.");
    }
}
