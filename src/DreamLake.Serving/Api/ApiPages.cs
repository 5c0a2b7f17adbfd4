using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Serving.Api;

/// <summary>
/// <c>/openapi.json</c>: what a service answers, as OpenAPI has it. <c>/api</c>: a page to read that and to try it. All of it is in this
/// program: nothing is made at run time, and nothing comes from another address.
/// </summary>
internal static class ApiPages
{
    /// <summary>Where the page is.</summary>
    public const string Page = "/api";

    /// <summary>Where the document is.</summary>
    public const string Document = "/openapi.json";

    // A page that holds a token, however briefly, talks to this service alone and is in nobody's frame.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps them, for whoever asks: they tell what docs/protocol.md tells.</summary>
    /// <param name="app">The service.</param>
    /// <param name="document">The name of its document: <c>bss</c> or <c>server</c>.</param>
    public static void Map(WebApplication app, string document)
    {
        MapFile(app, Document, $"openapi/{document}.json", "application/json");
        MapFile(app, Page, "api/page.html", "text/html; charset=utf-8");
        MapFile(app, "/api/page.js", "api/page.js", "text/javascript; charset=utf-8");
        MapFile(app, "/api/page.css", "api/page.css", "text/css; charset=utf-8");
        MapFile(app, "/api/icon.svg", "api/icon.svg", "image/svg+xml");
    }

    private static void MapFile(WebApplication app, string path, string resource, string type) =>
        app.MapMethods(path, Methods, http => AnswerAsync(http, resource, type)).AllowAnonymous();

    private static async Task AnswerAsync(HttpContext http, string resource, string type)
    {
        await using var file = typeof(ApiPages).Assembly.GetManifestResourceStream(resource)!;
        var response = http.Response;
        (response.ContentType, response.ContentLength) = (type, file.Length);
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        if (!HttpMethods.IsHead(http.Request.Method)) await file.CopyToAsync(response.Body, http.RequestAborted);
    }
}
