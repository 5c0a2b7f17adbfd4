using System.Globalization;
using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Operations;

/// <summary>Answers in S3's XML.</summary>
internal static class XmlResponse
{
    /// <summary>The one owner of everything.</summary>
    public const string OwnerId = "dreamlake";

    private const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    // Keys may hold control characters, which go out as references: S3 does the same.
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), CheckCharacters = false };

    public static Task WriteAsync(HttpContext http, string root, Action<XmlWriter> write) =>
        WriteAsync(http, StatusCodes.Status200OK, root, Namespace, write);

    /// <summary>An error, which has no namespace in S3's answers.</summary>
    public static Task WriteErrorAsync(HttpContext http, int status, Action<XmlWriter> write) =>
        WriteAsync(http, status, "Error", @namespace: null, write);

    public static void Element(this XmlWriter xml, string name, string? value)
    {
        if (value is null) return;
        xml.WriteStartElement(name);
        xml.WriteString(value);
        xml.WriteEndElement();
    }

    public static void Element(this XmlWriter xml, string name, long value) =>
        xml.Element(name, value.ToString(CultureInfo.InvariantCulture));

    public static void Element(this XmlWriter xml, string name, bool value) => xml.Element(name, value ? "true" : "false");

    public static void Element(this XmlWriter xml, string name, DateTimeOffset value) =>
        xml.Element(name, value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    /// <summary>The pool has one owner.</summary>
    public static void Owner(this XmlWriter xml, string element)
    {
        xml.WriteStartElement(element);
        xml.Element("ID", OwnerId);
        xml.Element("DisplayName", OwnerId);
        xml.WriteEndElement();
    }

    /// <summary>What stands in a listing for the names that begin so.</summary>
    public static void CommonPrefix(this XmlWriter xml, string? prefix)
    {
        xml.WriteStartElement("CommonPrefixes");
        xml.Element("Prefix", prefix);
        xml.WriteEndElement();
    }

    private static async Task WriteAsync(HttpContext http, int status, string root, string? @namespace, Action<XmlWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, Settings))
        {
            xml.WriteStartElement(root, @namespace);
            write(xml);
            xml.WriteEndElement();
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = "application/xml";
        http.Response.ContentLength = buffer.Length;
        await http.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), http.RequestAborted);
    }
}
