using System.Xml;
using System.Xml.Linq;
using DreamLake.StagingPool.Payload;
using DreamLake.StagingPool.Signing;

namespace DreamLake.StagingPool.Operations;

/// <summary>Reads the XML documents that requests carry.</summary>
internal static class XmlBody
{
    // Complete of 10,000 parts with their checksums has some 3 MB; Delete of 1,000 of the longest keys has as much.
    private const int Largest = 8 * 1024 * 1024;

    // S3's own documents have five levels. A document of nothing but beginnings would cost many times its size to build.
    private const int Deepest = 16;

    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, CheckCharacters = false };

    /// <summary>The root of the document that a request carries, held against all that the request says of its body.</summary>
    public static async Task<XElement> ReadAsync(S3Request request, AuthenticatedBody body, string root)
    {
        using var payload = VerifiedPayload.Open(request, body);
        return await ReadAsync(payload, root, request.Aborted);
    }

    /// <summary>The document's root, which has to have that name, in whatever namespace.</summary>
    /// <param name="payload">The body.</param>
    /// <param name="root">The name.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public static async Task<XElement> ReadAsync(VerifiedPayload payload, string root, CancellationToken cancellationToken)
    {
        var bytes = await payload.ReadAllAsync(Largest, cancellationToken);
        try
        {
            CheckDepth(bytes);
            using var xml = XmlReader.Create(new MemoryStream(bytes), Settings);
            return XElement.Load(xml) is { } element && element.Name.LocalName == root ? element : throw S3Exception.MalformedXml();
        }
        catch (XmlException)
        {
            throw S3Exception.MalformedXml();
        }
    }

    private static void CheckDepth(byte[] bytes)
    {
        using var xml = XmlReader.Create(new MemoryStream(bytes), Settings);
        while (xml.Read())
        {
            if (xml.Depth > Deepest) throw S3Exception.MalformedXml();
        }
    }

    public static IEnumerable<XElement> Children(this XElement element, string name) =>
        element.Elements().Where(e => e.Name.LocalName == name);

    public static string? Text(this XElement element, string name) => element.Children(name).FirstOrDefault()?.Value;
}
