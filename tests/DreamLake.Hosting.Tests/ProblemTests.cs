using System.Net;
using System.Text;
using System.Text.Json;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace DreamLake.Hosting.Tests;

public sealed class ProblemTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddLakeHosting(LakeKeys.Create());
        _app = builder.Build();
        _app.UseLakeHosting();
        _app.MapGet("/refused/{status:int}", string (int status) => throw new RefusalException(status, $"Refused with {status}."))
            .AllowAnonymous();
        _app.MapGet("/database/{code:int}", string (int code) => throw new SqliteException("at /home/of/someone.db", code))
            .AllowAnonymous();
        _app.MapGet(
            "/saving/{code:int}",
            string (int code) => throw new DbUpdateException("saving", new SqliteException("at /home/of/someone.db", code)))
            .AllowAnonymous();
        _app.MapPost("/register", (RegisterAssetRequest request) => request.Name).AllowAnonymous();
        _app.MapGet("/count", (int number) => number).AllowAnonymous();
        _app.MapGet("/mine", () => "yours");
        await _app.StartAsync();
        _http.BaseAddress = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/vnd.apple.mpegurl")]
    [InlineData("*/*")]
    public async Task Whatever_a_client_accepts_it_is_told_the_problem(string accepted)
    {
        _http.DefaultRequestHeaders.Add("Accept", accepted);
        foreach (var status in new[] { 400, 403, 404, 422, 503 })
            Assert.Equal($"Refused with {status}.", await ProblemOf($"/refused/{status}", (HttpStatusCode)status));
        Assert.Contains("DREAMLAKE_API_KEY", await ProblemOf("/mine", HttpStatusCode.Unauthorized), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("database", 13, HttpStatusCode.InsufficientStorage, "disk is full")]
    [InlineData("database", 10, HttpStatusCode.InsufficientStorage, "disk is full")]
    [InlineData("saving", 13, HttpStatusCode.InsufficientStorage, "disk is full")]
    [InlineData("database", 5, HttpStatusCode.ServiceUnavailable, "busy")]
    [InlineData("database", 6, HttpStatusCode.ServiceUnavailable, "busy")]
    [InlineData("saving", 5, HttpStatusCode.ServiceUnavailable, "busy")]
    [InlineData("saving", 19, HttpStatusCode.InternalServerError, "log says why")]
    public async Task A_database_that_has_no_room_says_so(string at, int code, HttpStatusCode status, string words) =>
        Assert.Contains(words, await ProblemOf($"/{at}/{code}", status), StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"fps\": \"fast\"}", "'$.fps'")]
    [InlineData("{\"name\": 3}", "'$.name'")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{", "not a JSON object")]
    [InlineData("null", "missing")]
    [InlineData("", "missing")]
    public async Task A_body_that_cannot_be_read_is_told_in_words_of_the_protocol(string body, string words)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync("/register", content, TestContext.Current.CancellationToken);
        IsOfTheProtocol(await ProblemOf(answer, HttpStatusCode.BadRequest), words);
    }

    [Theory]
    [InlineData("/count"), InlineData("/count?number=many")]
    public async Task A_parameter_that_cannot_be_read_is_told_in_words_of_the_protocol(string path) =>
        IsOfTheProtocol(await ProblemOf(path, HttpStatusCode.BadRequest), "malformed");

    private static void IsOfTheProtocol(string detail, string words)
    {
        Assert.Contains(words, detail, StringComparison.Ordinal);
        foreach (var ofTheCode in new[] { "DreamLake.", "System.", "RegisterAssetRequest", "Int32", "\"int" })
            Assert.DoesNotContain(ofTheCode, detail, StringComparison.Ordinal);
    }

    private async Task<string> ProblemOf(string path, HttpStatusCode status)
    {
        using var answer = await _http.GetAsync(path, TestContext.Current.CancellationToken);
        return await ProblemOf(answer, status);
    }

    private static async Task<string> ProblemOf(HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((int)status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.RootElement.GetProperty("title").GetString()!);
        return problem.RootElement.GetProperty("detail").GetString()!;
    }
}
