using System.Net;
using System.Text.Json;
using DreamLake.Hosting.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DreamLake.Hosting.Tests;

public sealed class HealthTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dreamlake-health-");
    private WebApplication _app = null!;
    private Exception? _bucketFault;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddLakeHosting(LakeKeys.Create());
        builder.Services.AddReadinessCheck(
            "bucket", (_, _) => _bucketFault is null ? Task.CompletedTask : Task.FromException(_bucketFault));
        builder.Services.AddReadinessCheck("bucket", (_, _) => throw new InvalidOperationException("The first of a name counts."));
        builder.Services.AddWritableFolderCheck("work folder", _folder.FullName);
        _app = builder.Build();
        _app.UseLakeHosting();
        await _app.StartAsync(Cancellation);
        _http.BaseAddress = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        if (Directory.Exists(_folder.FullName)) _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Without_a_token_it_is_alive_and_ready_and_leaves_nothing_in_the_folder()
    {
        foreach (var (path, word) in new[] { ("/healthz", "alive"), ("/readyz", "ready") })
        {
            using var answer = await _http.GetAsync(path, Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains(word, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
            Assert.True(answer.Headers.CacheControl?.NoStore);
            using var head = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), Cancellation);
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        }

        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Fact]
    public async Task It_names_what_is_not_reached_and_never_why()
    {
        _bucketFault = new InvalidOperationException("Host=db;Password=secret");
        _folder.Delete();
        using var answer = await _http.GetAsync("/readyz", Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(text);
        Assert.Equal(
            ["bucket", "work folder"], problem.RootElement.GetProperty("notReached").EnumerateArray().Select(name => name.GetString()));
        Assert.Contains("the bucket, the work folder", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.FullName, text, StringComparison.Ordinal);

        // That the process answers is another question.
        using var alive = await _http.GetAsync("/healthz", Cancellation);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task What_hangs_is_not_reached_after_its_deadline_and_the_others_are_told()
    {
        var time = new FakeTimeProvider();
        var hangs = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var readiness = new Readiness(
            [
                new ReadinessCheck("bucket", _ =>
                {
                    asked.SetResult();
                    return hangs.Task;
                }),
                new ReadinessCheck("database", _ => Task.CompletedTask),
            ],
            time, NullLogger<Readiness>.Instance);
        var answer = readiness.FindMissingAsync(Cancellation);
        await asked.Task;
        time.Advance(Readiness.Deadline - TimeSpan.FromTicks(1));
        Assert.False(answer.IsCompleted);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(["bucket"], await answer);
        hangs.SetResult();
    }

    [Fact]
    public async Task Many_who_ask_at_once_cost_one_look_a_second()
    {
        var (time, looks) = (new FakeTimeProvider(), 0);
        using var readiness = new Readiness(
            [new ReadinessCheck("bucket", _ => Task.FromResult(Interlocked.Increment(ref looks)))], time, NullLogger<Readiness>.Instance);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => readiness.FindMissingAsync(Cancellation)));
        Assert.Equal(1, looks);
        time.Advance(TimeSpan.FromSeconds(1));
        await readiness.FindMissingAsync(Cancellation);
        Assert.Equal(2, looks);
    }
}
