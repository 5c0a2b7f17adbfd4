using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace DreamLake.Hosting.Tests;

public sealed class LakeTokensTests : IAsyncLifetime
{
    private readonly LakeKeys _keys = LakeKeys.Create();
    private readonly HttpClient _http = new();
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddLakeHosting(_keys);
        _app = builder.Build();
        _app.UseLakeHosting();
        _app.MapGet(
            "/mine/{ns}",
            (string ns, System.Security.Claims.ClaimsPrincipal user) => user.Owns(ns, null) ? "yours" : throw RefusalException.NotYours());
        await _app.StartAsync();
        _http.BaseAddress = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_token_opens_its_own_namespace_only()
    {
        var token = LakeTokens.Mint(_keys, "alice", wholeLake: false, TimeSpan.FromHours(1), TimeProvider.System);
        Assert.Equal(HttpStatusCode.OK, (await Get("/mine/alice", token)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await Get("/mine/bob", token)).StatusCode);
    }

    [Fact]
    public async Task The_lakes_owner_opens_every_namespace()
    {
        var token = LakeTokens.Mint(_keys, "root", wholeLake: true, TimeSpan.FromHours(1), TimeProvider.System);
        Assert.Equal(HttpStatusCode.OK, (await Get("/mine/bob", token)).StatusCode);
    }

    [Fact]
    public async Task Missing_wrong_expired_and_foreign_tokens_are_refused_as_problems()
    {
        var foreign = LakeTokens.Mint(LakeKeys.Create(), "alice", false, TimeSpan.FromHours(1), TimeProvider.System);
        var expired = LakeTokens.Mint(_keys, "alice", false, TimeSpan.FromMinutes(-10), TimeProvider.System);
        var endless = new Microsoft.IdentityModel.JsonWebTokens.JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }
            .CreateToken(new Microsoft.IdentityModel.Tokens.SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object> { ["sub"] = "alice" },
            SigningCredentials = new(new Microsoft.IdentityModel.Tokens.SymmetricSecurityKey(_keys.TokenSecret), "HS256"),
        });
        Assert.DoesNotContain("exp", new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(endless).Claims.Select(claim => claim.Type));
        foreach (var token in new[] { null, "nonsense", foreign, expired, endless })
        {
            var answer = await Get("/mine/alice", token);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.Contains(
                "DREAMLAKE_API_KEY",
                await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
        }
    }

    private async Task<HttpResponseMessage> Get(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
