using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Operations;

/// <summary>Tags as requests carry them, by S3's limits: keys of 1 to 128 characters, values of up to 256.</summary>
internal static class TagSet
{
    public const int MostOfObject = 10;
    public const int MostOfBucket = 50;

    /// <summary>The header that carries the tags of an object which is put: <c>a=1&amp;b=2</c>.</summary>
    public const string Header = "x-amz-tagging";

    /// <summary>Reads a <c>Tagging</c> document.</summary>
    public static IReadOnlyDictionary<string, string> Of(XElement tagging, int most)
    {
        var set = tagging.Children("TagSet").FirstOrDefault() ?? throw S3Exception.MalformedXml();
        return Checked([.. set.Children("Tag")
            .Select(t => (t.Text("Key") ?? throw S3Exception.MalformedXml(), t.Text("Value") ?? throw S3Exception.MalformedXml()))], most);
    }

    /// <summary>Reads the header; null where there is none.</summary>
    public static IReadOnlyDictionary<string, string>? OfHeader(S3Request request) =>
        request.Header(Header) is { Length: > 0 } text ? Checked(QueryParameters.Parse(text).All, MostOfObject) : null;

    private static Dictionary<string, string> Checked(IReadOnlyList<(string Key, string Value)> tags, int most)
    {
        if (tags.Count > most) throw Invalid($"An object has at most {MostOfObject} tags and a bucket {MostOfBucket}.");
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            if (key.Length is 0 or > 128) throw Invalid("The TagKey you have provided is invalid: it has 1 to 128 characters.");
            if (value.Length > 256) throw Invalid("The TagValue you have provided is invalid: it has at most 256 characters.");
            if (!read.TryAdd(key, value)) throw Invalid("Cannot provide multiple Tags with the same key.");
        }

        return read;
    }

    private static S3Exception Invalid(string message) => new(StatusCodes.Status400BadRequest, "InvalidTag", message);
}
