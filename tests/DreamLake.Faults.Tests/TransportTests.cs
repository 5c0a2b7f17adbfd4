using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DreamLake.Engine;
using DreamLake.Engine.Tests.Lake;
using DreamLake.Faults.Tests.Misbehaving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace DreamLake.Faults.Tests;

/// <summary>Where no answer comes: what is tried again, what never, and what the person reads.</summary>
public sealed class TransportTests
{
    [Theory]
    [InlineData("http://127.0.0.1:9", "S3 at 127.0.0.1:9 cannot be reached")]
    [InlineData("http://no-such-host.invalid", "S3 at no-such-host.invalid cannot be found (no such host)")]
    public async Task S3_that_is_not_there_is_tried_again_and_named(string address, string message)
    {
        await using var lake = await MisbehavingLake.StartAsync();
        SignFor(lake, address);
        var path = lake.File(1000);
        var result = await lake.UploadAsync(path);
        Assert.Equal((UploadOutcome.Paused, UploadError.PartFailed), (result.Outcome, result.Error!.Error));
        Assert.Contains("Part 1 of 1", result.Error.Message, StringComparison.Ordinal);
        Assert.Contains("(4 tries): " + message, result.Error.Message, StringComparison.Ordinal);

        lake.Lake.Intercept = _ => Task.FromResult(false);
        await lake.AssertStoredAsync(await lake.UploadAsync(path), path);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_met_once()
    {
        using var certificate = SelfSigned();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        await using var untrusted = builder.Build();
        await untrusted.StartAsync(TestContext.Current.CancellationToken);
        await using var lake = await MisbehavingLake.StartAsync();

        SignFor(lake, untrusted.Urls.Single());
        var result = await lake.UploadAsync(lake.File(1000));
        Assert.Equal((UploadOutcome.Paused, UploadError.PartFailed), (result.Outcome, result.Error!.Error));
        Assert.Contains("(1 try)", result.Error.Message, StringComparison.Ordinal);
        Assert.Contains("certificate is not trusted", result.Error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_and_stalls_speak_of_the_wire_and_not_of_the_kernels_buffers()
    {
        // It takes the connection and reads nothing.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Server.ReceiveBufferSize = 64 * 1024;
        listener.Start();
        await using var lake = await MisbehavingLake.StartAsync();
        SignFor(lake, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

        long most = 0;
        using var uploader = new LakeUploader(lake.Connection, lake.Options with { StallTimeout = TimeSpan.FromSeconds(1), PartTries = 1 });
        var requests = new[] { Scene.Request(lake.File(9 * Scene.MiB)) };
        var upload = uploader.UploadAsync(requests.ToAsyncEnumerable(), TestContext.Current.CancellationToken)
            .SingleAsync(TestContext.Current.CancellationToken)
            .AsTask();
        while (!upload.IsCompleted)
        {
            most = Math.Max(most, uploader.Snapshot().BytesSent);
            await Task.WhenAny(upload, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        Assert.Contains("no byte was taken for 1 s", (await upload).Error!.Message, StringComparison.Ordinal);
        Assert.InRange(most, 1, 1536 * 1024);
    }

    [Fact]
    public async Task After_a_reset_idle_connections_are_not_used_again()
    {
        var ports = new List<int>();
        await using var lake = await MisbehavingLake.StartAsync(new Fault("reset-after-0K", Place.Complete, 1));
        lake.Lake.Intercept = context =>
        {
            lock (ports) ports.Add(context.Connection.RemotePort);
            return Task.FromResult(false);
        };
        var path = lake.File(11 * Scene.MiB);
        await lake.AssertStoredAsync(await lake.UploadAsync(path), path);
        // Before it: init, one call that signs, two parts. After it: complete, two registrations, the Lambda.
        Assert.Equal(8, ports.Count);
        Assert.Empty(ports[..4].Intersect(ports[4..]));
        Assert.Single(ports[4..].Distinct());
    }

    [Fact]
    public async Task The_first_part_that_fails_ends_the_others_and_what_was_sent_counts()
    {
        await using var lake = await MisbehavingLake.StartAsync();
        lake.Lake.Intercept = async context =>
        {
            switch (context.Request.Method == "PUT" ? context.Request.Query["partNumber"].ToString() : "")
            {
                case "2":
                    // Refused once part 1 is stored.
                    while (!lake.StateFiles.Any(file => file.EndsWith(".json", StringComparison.Ordinal)) || !lake.StateText
                        .Contains("\"partNumber\":1", StringComparison.Ordinal)) await Task.Delay(10, context.RequestAborted);
                    await FakeLake.S3Error(context, 403, "SignatureDoesNotMatch", "no");
                    return true;
                case "3":
                    await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                    return true;
                default:
                    return false;
            }
        };
        var path = lake.File(30 * Scene.MiB);
        var result = await lake.UploadAsync(
            path,
            lake.Options with { AnswerTimeout = TimeSpan.FromSeconds(60), StallTimeout = TimeSpan.FromSeconds(60) });
        Assert.Equal(UploadError.PartRejected, result.Error!.Error);
        Assert.Contains(
            $"Part 2 of 3 of '{path}' could not be sent (1 try): S3 answered SignatureDoesNotMatch: no.",
            result.Error.Message,
            StringComparison.Ordinal);
        Assert.Contains("Tell whoever runs the lake", result.Error.Advice, StringComparison.Ordinal);
        Assert.Equal(1, result.PartsSent);

        lake.Lake.Intercept = _ => Task.FromResult(false);
        var resumed = await lake.UploadAsync(path);
        await lake.AssertStoredAsync(resumed, path);
        Assert.Equal(2, resumed.PartsSent);
    }

    // BSS signs, but for another address of S3.
    private static void SignFor(MisbehavingLake lake, string address) => lake.Lake.Intercept = async context =>
    {
        if (!context.Request.Path.Value!.EndsWith("/multipart/parts", StringComparison.Ordinal)) return false;
        await context.Response.WriteAsync($$"""{"1":"{{address}}/s3/1?X-Amz-Signature=topsecret"}""");
        return true;
    };

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
