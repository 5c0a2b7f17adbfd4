using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>The staging pool of <c>serve</c> as people and their tools meet it: a fixed address, and a key of their own.</summary>
public sealed class PoolAddressTests
{
    private const string Multipart = "/videos/upload/multipart/";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_address_that_was_signed_before_a_restart_holds_after_it()
    {
        using var machine = new Machine();
        var pool = $"http://127.0.0.1:{FreePort()}";
        string address;
        using (var before = await ServeAsync(machine, pool))
        using (var s3 = await ClientAsync(machine, pool))
        {
            await s3.PutBucketAsync("mine", Cancellation);
            address = await s3.GetPreSignedURLAsync(
                new GetPreSignedUrlRequest
                {
                    BucketName = "mine",
                    Key = "k",
                    Verb = HttpVerb.PUT,
                    Protocol = Amazon.S3.Protocol.HTTP,
                    Expires = DateTime.UtcNow.AddHours(1),
                });
            await before.KillAsync();
        }

        using var served = await ServeAsync(machine, pool);
        using var http = new HttpClient();
        using var answer = await http.PutAsync(address, new ByteArrayContent([1, 2, 3]), Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task The_addresses_of_an_uploads_parts_hold_after_a_crash_of_the_lake()
    {
        using var machine = new Machine();
        string[] fixedPlace = ["--pool-url", $"http://127.0.0.1:{FreePort()}"];
        JsonNode upload, signed;
        await using (var before = await ServingLake.StartAsync(machine, fixedPlace))
        {
            upload = await PostAsync(
                before, "init", """{"owner":"alice","project":"robotics","hash":"0123456789abcdef","contentType":"video/mp4"}""");
            signed = await PostAsync(
                before, "parts", $$"""{"uploadId":"{{upload["uploadId"]}}","key":"{{upload["key"]}}","partNumbers":[1,2]}""");
            await before.KillAsync();
        }

        await using var lake = await ServingLake.StartAsync(machine, fixedPlace);
        using var bare = new HttpClient();
        using var answer = await bare.PutAsync(signed["parts"]!["2"]!.ToString(), new ByteArrayContent([1, 2, 3]), Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var done = JsonNode.Parse(await lake.Http.GetStringAsync(
            new Uri(lake.Bss, $"{Multipart}parts-done?uploadId={upload["uploadId"]}&key={upload["key"]}"), Cancellation))!;
        Assert.Equal((2, 3), ((int)done["parts"]![0]!["partNumber"]!, (int)done["parts"]![0]!["size"]!));
    }

    [Fact]
    public async Task The_credentials_open_buckets_of_ones_own_and_read_the_lakes()
    {
        using var machine = new Machine();
        var pool = $"http://127.0.0.1:{FreePort()}";
        using var started = await ServeAsync(machine, pool);
        using var s3 = await ClientAsync(machine, pool);

        await s3.PutBucketAsync("mine", Cancellation);
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = "mine", Key = "k", ContentBody = "x" }, Cancellation);
        Assert.Equal(["dreamlake", "mine"], (await s3.ListBucketsAsync(Cancellation)).Buckets.Select(b => b.BucketName));
        Assert.Empty((await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "dreamlake" }, Cancellation)).S3Objects ?? []);
        foreach (var write in new Func<Task>[]
        {
            () => s3.PutObjectAsync(new PutObjectRequest { BucketName = "dreamlake", Key = "k", ContentBody = "x" }, Cancellation),
            () => s3.CopyObjectAsync("mine", "k", "dreamlake", "k", Cancellation),
            () => s3.DeleteObjectAsync("dreamlake", "k", Cancellation),
            () => s3.InitiateMultipartUploadAsync("dreamlake", "k", Cancellation),
            () => s3.DeleteBucketAsync("dreamlake", Cancellation),
        }) Assert.Equal("AccessDenied", (await Assert.ThrowsAnyAsync<AmazonS3Exception>(write)).ErrorCode);
    }

    [Theory]
    [InlineData("aws", "endpoint_url = {0}")]
    [InlineData("rclone", "endpoint = {0}")]
    [InlineData("environment", "export AWS_ENDPOINT_URL={0}")]
    [InlineData("powershell", "$env:AWS_ENDPOINT_URL = '{0}'")]
    public async Task Credentials_are_printed_in_the_form_of_each_tool_with_the_address_in_use(string form, string line)
    {
        using var machine = new Machine();
        var pool = $"http://127.0.0.1:{FreePort()}";
        using var started = await ServeAsync(machine, pool);
        var all = (await machine.RunAsync("pool-credentials")).Ended(0).Output;
        var one = (await machine.RunAsync("pool-credentials", "--form", form)).Ended(0).Output;
        Assert.Contains(string.Format(System.Globalization.CultureInfo.InvariantCulture, line, pool), one, StringComparison.Ordinal);
        Assert.Contains(one.Trim(), all, StringComparison.Ordinal);
        Assert.Contains((await EnvironmentAsync(machine)).Access, one, StringComparison.Ordinal);
        // The key of BSS and the Lambda is never given away.
        var keys = System.Text.Json.Nodes.JsonNode
            .Parse(await File.ReadAllTextAsync(Path.Combine(machine.Home, ".dreamlake", "lake", "keys.json"), Cancellation))!;
        Assert.DoesNotContain(keys["poolSecretKey"]!.ToString(), all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_lake_there_are_no_credentials()
    {
        using var machine = new Machine();
        Assert.Contains("dreamlake serve", (await machine.RunAsync("pool-credentials")).Ended(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_asked_for_and_taken_is_an_error_of_one_line()
    {
        using var machine = new Machine();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var run = await machine.RunAsync(
            "serve", "--bss-url", "http://127.0.0.1:0", "--server-url", "http://127.0.0.1:0", "--pool-url", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(
            "cannot listen",
            Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
    }

    private static async Task<JsonNode> PostAsync(ServingLake lake, string call, string message)
    {
        using var body = new StringContent(message, Encoding.UTF8, "application/json");
        using var answer = await lake.Http.PostAsync(new Uri(lake.Bss, Multipart + call), body, Cancellation);
        return JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancellation))!;
    }

    private static async Task<Started> ServeAsync(Machine machine, string pool)
    {
        var process = machine.Start("serve", "--bss-url", "http://127.0.0.1:0", "--server-url", "http://127.0.0.1:0", "--pool-url", pool);
        Assert.Contains(pool, await process.ReadToAsync("Staging pool"), StringComparison.Ordinal);
        await process.ReadToAsync("export DREAMLAKE_API_KEY=");
        return process;
    }

    private static async Task<AmazonS3Client> ClientAsync(Machine machine, string pool)
    {
        var (access, secret) = await EnvironmentAsync(machine);
        return new AmazonS3Client(
            new BasicAWSCredentials(access, secret), new AmazonS3Config
            {
                ServiceURL = pool,
                ForcePathStyle = true,
                AuthenticationRegion = "us-east-1",
            });
    }

    private static async Task<(string Access, string Secret)> EnvironmentAsync(Machine machine)
    {
        var output = (await machine.RunAsync("pool-credentials", "--form", "environment")).Ended(0).Output;
        var access = Regex.Match(output, "AWS_ACCESS_KEY_ID=(\\S+)").Groups[1].Value;
        return (access, Regex.Match(output, "AWS_SECRET_ACCESS_KEY=(\\S+)").Groups[1].Value);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
