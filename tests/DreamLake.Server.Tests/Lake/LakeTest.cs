using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using DreamLake.Hosting;
using DreamLake.Protocol;
using DreamLake.Server.Catalog;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DreamLake.Server.Tests.Lake;

/// <summary>A DreamLake Server with a fake BSS beside it, and the requests that the tests make.</summary>
/// <param name="postgres">The PostgreSQL that its tables lie in; null for SQLite.</param>
public abstract class LakeTest(string? postgres = null) : IAsyncLifetime
{
    private readonly HttpClient _http = new();

    private protected LakeKeys Keys { get; } = LakeKeys.Create();

    private protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private protected TestDatabase Database { get; } = new(postgres);

    private protected FakeBss Bss { get; private set; } = null!;

    private protected TestServer Server { get; private set; } = null!;

    private protected ServerOptions Options => new() { Database = Database.ConnectionString, BssUrl = Bss.Url };

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Bss = await FakeBss.StartAsync(Keys, Time);
        Server = await TestServer.StartAsync(Keys, Options, Time);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
        await Bss.DisposeAsync();
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>As another process on the same database would find it.</summary>
    private protected async Task RestartAsync()
    {
        await Server.DisposeAsync();
        Server = await TestServer.StartAsync(Keys, Options, Time);
    }

    private protected string TokenOf(string @namespace, bool wholeLake = false) =>
        LakeTokens.Mint(Keys, @namespace, wholeLake, TimeSpan.FromDays(1), Time);

    private protected Task<HttpResponseMessage> GetAsync(string address, string? token = null) =>
        SendAsync(HttpMethod.Get, address, null, token ?? TokenOf("alice"));

    private protected Task<HttpResponseMessage> PostAsync(string address, HttpContent? content, string? token = null) =>
        SendAsync(HttpMethod.Post, address, content, token ?? TokenOf("alice"));

    private protected async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, HttpContent? content, string? token)
    {
        using var request = new HttpRequestMessage(method, new Uri(Server.Url, address)) { Content = content };
        if (token is { Length: > 0 }) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(request, Cancellation);
    }

    /// <summary>Alice's robotics space, unless <paramref name="change"/> says otherwise.</summary>
    private protected static RegisterAssetRequest RequestFor(
        AssetType type, string name, string bssId, string? episode = "run-042",
        Func<RegisterAssetRequest, RegisterAssetRequest>? change = null)
    {
        var request = new RegisterAssetRequest { Namespace = "alice", Space = "robotics", EpisodeName = episode, Name = name };
        return (change ?? (r => r))(request.WithBssId(type, bssId));
    }

    /// <summary>Many assets beside the only one that there is.</summary>
    private protected async Task AddManyAsync(int count)
    {
        await using var catalog = Database.Open();
        var like = await catalog.Assets.Include(a => a.Parent).Include(a => a.Space).Include(a => a.Episode).SingleAsync(Cancellation);
        catalog.Assets.AddRange(Enumerable.Range(0, count).Select(i => new Asset
        {
            Id = $"id-{i}", Parent = like.Parent, Space = like.Space, Episode = like.Episode, Type = like.Type,
            Name = $"/many/run{i:00000}.mp4", BssId = $"many-{i}", CreatedAt = like.CreatedAt,
        }));
        await catalog.SaveChangesAsync(Cancellation);
    }

    private protected Task<HttpResponseMessage> TryRegisterAsync(AssetType type, RegisterAssetRequest request, string? token = null) =>
        PostAsync(type.ServerRoute, JsonContent.Create(request, ProtocolJson.Default.RegisterAssetRequest), token);

    private protected async Task<RegisterAssetResponse> RegisterAsync(AssetType type, RegisterAssetRequest request, string? token = null)
    {
        using var answer = await TryRegisterAsync(type, request, token);
        return await ReadAsync<RegisterAssetResponse>(answer);
    }

    private protected async Task<RegisterAssetResponse> RegisterAsync(
        AssetType type, string name, string bssId, string? episode = "run-042") =>
        await RegisterAsync(type, RequestFor(type, name, bssId, episode));

    private protected async Task<IReadOnlyList<AssetListing>> ListAsync(AssetType type, string query, string? token = null)
    {
        using var answer = await GetAsync($"{type.ServerRoute}?{query}", token);
        return await ReadAsync<IReadOnlyList<AssetListing>>(answer);
    }

    private protected static async Task<T> ReadAsync<T>(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode}: {text}");
        return (T)JsonSerializer.Deserialize(text, typeof(T), ProtocolJson.Default)!;
    }

    /// <summary>That it is a whole problem of this status, whose detail holds these words.</summary>
    private protected static async Task IsProblemAsync(HttpStatusCode status, string words, HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            var problem = await answer.Content.ReadFromJsonAsync(ProtocolJson.Default.Problem, Cancellation);
            Assert.Equal((int)status, problem!.Status);
            Assert.False(string.IsNullOrEmpty(problem.Title));
            Assert.Contains(words, problem.Detail, StringComparison.Ordinal);
        }
    }
}
