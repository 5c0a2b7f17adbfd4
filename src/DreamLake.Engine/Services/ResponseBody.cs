using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using DreamLake.Engine.Resilience;
using DreamLake.Protocol;

namespace DreamLake.Engine.Services;

/// <summary>Reads what services say of an error: problem+json, <c>{"error"}</c>, S3's XML, plain text, a page.</summary>
internal static class ResponseBody
{
    // Enough for any error document; a page of megabytes is not read to its end.
    private const int MaxLength = 64 * 1024;

    /// <summary>The first 64 KiB of a body as text; what arrived, where it breaks off.</summary>
    public static async Task<string> ReadTextAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var bytes = new byte[MaxLength];
        var length = 0;
        try
        {
            var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = stream.ConfigureAwait(false);
            length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            // The status has said enough; a body that breaks off only says less.
        }

        // Gateways and services of other makers begin with a byte order mark.
        var start = ByteOrderMark.LengthIn(bytes.AsSpan(0, length));
        return Encoding.UTF8.GetString(bytes, start, length - start);
    }

    /// <summary>Whether a body is a page for people.</summary>
    public static bool IsPage(HttpContent content, string text) =>
        content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml" || text.TrimStart().StartsWith('<')
            && text.Contains("<html", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The title (or kind) and the detail of an error that a service answered, without secrets; and whether it is a document such as
    /// services write, which a gateway in the place of one does not.
    /// </summary>
    public static (string? Code, string Text, bool IsOfService) ReadProblem(HttpStatusCode status, string text, bool isPage)
    {
        if (isPage || text.Length == 0) return (null, Name(status), false);
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                var title = Field(document.RootElement, "title");
                var detail = Field(document.RootElement, "detail") ?? Field(document.RootElement, "error");
                var words = detail ?? Field(document.RootElement, "message") ?? title ?? Name(status);
                return (title, Redaction.Clean(words), IsOfService: (detail ?? title) is not null);
            }
        }
        catch (JsonException)
        {
            // Not JSON: then it is text.
        }

        return (null, Redaction.Clean(text), false);
    }

    /// <summary>The id of what stands in the way, where a problem tells one.</summary>
    public static string? IdIn(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Field(document.RootElement, "id") : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The code and the message of S3's error document; no code where it is none.</summary>
    public static (string? Code, string Text) ReadS3(HttpStatusCode status, string text)
    {
        // What every stored part has: an exception for each would cost more than the rest of the answer.
        if (text.Length == 0) return (null, Name(status));
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            using var reader = XmlReader.Create(new StringReader(text.TrimStart()), settings);
            // White space before the declaration is no XML, but gateways keep a connection alive with it.
            var error = XDocument.Load(reader).Root;
            if (error?.Name.LocalName == "Error")
            {
                var code = error.Elements().FirstOrDefault(e => e.Name.LocalName == "Code")?.Value;
                var message = error.Elements().FirstOrDefault(e => e.Name.LocalName == "Message")?.Value;
                var endpoint = error.Elements().FirstOrDefault(e => e.Name.LocalName == "Endpoint")?.Value;
                var words = message is { Length: > 0 } ? message : code ?? Name(status);
                return (code, Redaction.Clean(endpoint is { Length: > 0 } ? $"{words.TrimEnd('.')} ({endpoint})" : words));
            }
        }
        catch (XmlException)
        {
            // Not S3's document: the status alone speaks.
        }

        return (null, Name(status));
    }

    private static string? Field(JsonElement document, string name) =>
        !document.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.ValueKind == JsonValueKind.Object ? Field(value, "message") ?? Field(value, "detail")
        : null;

    private static string Name(HttpStatusCode status) => $"{(int)status} {status}";
}
