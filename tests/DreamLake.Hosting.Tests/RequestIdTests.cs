using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace DreamLake.Hosting.Tests;

/// <summary>Each answer, its problem and what was logged for it have one id.</summary>
public sealed class RequestIdTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private readonly ScopeLog _log = new();
    private WebApplication _app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(_log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddLakeHosting(LakeKeys.Create());
        _app = builder.Build();
        _app.UseLakeHosting();
        _app.MapGet("/fine", (ILogger<RequestIdTests> log) => log.LogWarning("of the endpoint")).AllowAnonymous();
        _app.MapGet("/fails", string () => throw new InvalidOperationException("of the test")).AllowAnonymous();
        _app.MapGet("/mine", () => "yours");
        await _app.StartAsync(Cancellation);
        _http.BaseAddress = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("/fine"), InlineData("/fails"), InlineData("/mine"), InlineData("/nowhere"), InlineData("/healthz")]
    public async Task Every_answer_has_one_of_its_own(string path)
    {
        var ids = new HashSet<string>();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await _http.GetAsync(path, Cancellation);
            var id = Assert.Single(answer.Headers.GetValues("X-Request-Id"));
            Assert.True(id.Length >= 16 && ids.Add(id), id);
            if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json") continue;
            using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
            Assert.Equal(id, problem.RootElement.GetProperty("requestId").GetString());
        }
    }

    [Fact]
    public async Task One_that_the_client_sent_is_taken_and_leads_to_the_lines_of_the_log()
    {
        foreach (var (path, line) in new[] { ("/fine", "of the endpoint"), ("/fails", "GET /fails failed (request my-run_1.42)") })
        {
            Assert.Equal("my-run_1.42", await IdOfAsync(path, "my-run_1.42"));
            Assert.Contains(_log.Lines, seen => seen.Text == line && seen.Scopes.Contains("request my-run_1.42"));
        }
    }

    [Theory]
    [InlineData(""), InlineData("with space"), InlineData("<script>"), InlineData("a\"b"), InlineData("a,b")]
    public async Task One_that_is_not_sane_is_not_taken(string told) => Assert.NotEqual(told, await IdOfAsync("/fine", told));

    [Fact]
    public async Task One_that_is_too_long_is_not_taken()
    {
        Assert.Equal(new string('a', 64), await IdOfAsync("/fine", new string('a', 64)));
        Assert.NotEqual(new string('a', 65), await IdOfAsync("/fine", new string('a', 65)));
    }

    private async Task<string> IdOfAsync(string path, string told)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("X-Request-Id", told);
        using var answer = await _http.SendAsync(request, Cancellation);
        return Assert.Single(answer.Headers.GetValues("X-Request-Id"));
    }

    private sealed class ScopeLog : ILoggerProvider, ISupportExternalScope
    {
        private IExternalScopeProvider _scopes = null!;

        public ConcurrentQueue<(string Text, IReadOnlyList<string> Scopes)> Lines { get; } = new();

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public ILogger CreateLogger(string categoryName) => new Logger(this);

        public void Dispose()
        {
        }

        private sealed class Logger(ScopeLog log) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull => log._scopes.Push(state);

            public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                var scopes = new List<string>();
                log._scopes.ForEachScope((scope, found) => found.Add(scope?.ToString() ?? ""), scopes);
                log.Lines.Enqueue((formatter(state, exception), scopes));
            }
        }
    }
}
