using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace DreamLake.Page.Files;

/// <summary><c>/page/files/…</c>: styles, scripts and players, out of this assembly. Nothing of it is secret.</summary>
internal static class PageFiles
{
    private const string Folder = "wwwroot/";
    private const string Prefix = "/page/files/";
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];
    private static readonly ConcurrentDictionary<string, PageFile?> Known = new(StringComparer.Ordinal);

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app) => app.MapMethods(Prefix + "{**name}", Methods, AnswerAsync)
        .WithMetadata(new PageMetadata(IsOpen: true)).AllowAnonymous();

    /// <summary>The address of one; it changes with its bytes, so that browsers may keep it.</summary>
    public static string Address(string name) => $"{Prefix}{name}?v={Find(name)!.Tag[..12]}";

    /// <summary>The digests of the styles that the player's parts bring along, as a content security policy names them.</summary>
    public static string[] StylesOfPlayer()
    {
        using var reader = new StreamReader(typeof(PageFiles).Assembly.GetManifestResourceStream("media-chrome-styles.txt")!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        if (Find((string)http.Request.RouteValues["name"]!) is not { } file)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var headers = http.Response.GetTypedHeaders();
        headers.ETag = new EntityTagHeaderValue($"\"{file.Tag}\"");
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.Headers.Vary = "Accept-Encoding";
        if (http.Request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Tag == headers.ETag.Tag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var isSmall = http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        var body = isSmall ? file.Small : file.Bytes;
        if (isSmall) http.Response.Headers.ContentEncoding = "gzip";
        http.Response.ContentType = file.ContentType;
        http.Response.ContentLength = body.Length;
        if (HttpMethods.IsGet(http.Request.Method)) await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static PageFile? Find(string name) => Known.TryGetValue(name, out var file) ? file
        // Names that somebody makes up are not kept.
        : Read(name) is { } read ? Known.GetOrAdd(name, read) : null;

    private static PageFile? Read(string name)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream(Folder + name);
        if (stream is null) return null;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return new PageFile(copy.ToArray(), ContentTypeOf(name));
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };

    /// <summary>One of them.</summary>
    private sealed class PageFile(byte[] bytes, string contentType)
    {
        private readonly Lazy<byte[]> _small = new(() => Squeeze(bytes));

        public byte[] Bytes => bytes;

        public byte[] Small => _small.Value;

        public string ContentType => contentType;

        public string Tag { get; } = Convert.ToHexStringLower(SHA256.HashData(bytes));

        private static byte[] Squeeze(byte[] bytes)
        {
            using var target = new MemoryStream();
            using (var gzip = new GZipStream(target, CompressionLevel.Optimal)) gzip.Write(bytes);
            return target.ToArray();
        }
    }
}
