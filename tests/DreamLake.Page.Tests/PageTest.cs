using System.Net;
using DreamLake.Server.Tests.Lake;
using Xunit;

namespace DreamLake.Page.Tests;

/// <summary>A lake with its page, and a browser without scripts.</summary>
/// <param name="postgres">The PostgreSQL that its tables lie in; null for SQLite.</param>
public abstract class PageTest(string? postgres = null) : LakeTest(postgres)
{
    private readonly HttpClient _plain = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });

    /// <summary>Signs in, and answers the cookie.</summary>
    private protected async Task<string> SignInAsync(string token)
    {
        using var answer = await PostFormAsync("/sign-in", cookie: null, ("token", token), ("to", "/"));
        Assert.Equal((HttpStatusCode.SeeOther, "/"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        return CookieOf(answer);
    }

    private protected static string CookieOf(HttpResponseMessage answer) =>
        Assert.Single(answer.Headers.GetValues("Set-Cookie")).Split(';')[0];

    private protected Task<HttpResponseMessage> OpenAsync(string address, string? cookie) =>
        AskAsync(HttpMethod.Get, address, cookie, content: null);

    /// <summary>The page at an address, which has to be there.</summary>
    private protected async Task<string> ReadPageAsync(string address, string? cookie)
    {
        using var answer = await OpenAsync(address, cookie);
        var html = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode} {address}: {html}");
        return html;
    }

    private protected async Task<HttpResponseMessage> PostFormAsync(
        string address, string? cookie, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await AskAsync(HttpMethod.Post, address, cookie, form);
    }

    private protected async Task<HttpResponseMessage> AskAsync(
        HttpMethod method, string address, string? cookie, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Server.Url, address)) { Content = content };
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await _plain.SendAsync(request, Cancellation);
    }

    /// <summary>What the forms of a page send along.</summary>
    private protected static string FormWordOf(string html) => html.Split("name=\"form\" value=\"")[1].Split('"')[0];
}
