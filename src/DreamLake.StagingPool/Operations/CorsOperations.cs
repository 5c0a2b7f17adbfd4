using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using DreamLake.StagingPool.Signing;
using DreamLake.StagingPool.Storage;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Operations;

/// <summary>GetBucketCors, PutBucketCors, DeleteBucketCors.</summary>
internal sealed class CorsOperations(BucketStore buckets)
{
    private const int MostRules = 100;
    private static readonly string[] Methods = ["GET", "PUT", "HEAD", "POST", "DELETE"];

    public async Task GetBucketCorsAsync(S3Request request, AuthenticatedBody body)
    {
        var rules = (await buckets.SettingsAsync(request.Bucket, request.Aborted)).Cors
            ?? throw new S3Exception(StatusCodes.Status404NotFound, "NoSuchCORSConfiguration", "The CORS configuration does not exist")
                .With("BucketName", request.Bucket);
        await XmlResponse.WriteAsync(request.Http, "CORSConfiguration", xml =>
        {
            foreach (var rule in rules) Write(xml, rule);
        });
    }

    public async Task PutBucketCorsAsync(S3Request request, AuthenticatedBody body)
    {
        var document = await XmlBody.ReadAsync(request, body, "CORSConfiguration");
        var rules = document.Children("CORSRule").Select(Read).ToArray();
        if (rules.Length is 0 or > MostRules) throw S3Exception.MalformedXml();
        await buckets.ChangeSettingsAsync(request.Bucket, settings => settings with { Cors = rules }, request.Aborted);
    }

    public async Task DeleteBucketCorsAsync(S3Request request, AuthenticatedBody body)
    {
        await buckets.ChangeSettingsAsync(request.Bucket, settings => settings with { Cors = null }, request.Aborted);
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static CorsRule Read(XElement rule)
    {
        var read = new CorsRule
        {
            Id = rule.Text("ID"),
            Origins = Values(rule, "AllowedOrigin"),
            Methods = Values(rule, "AllowedMethod"),
            Headers = Values(rule, "AllowedHeader"),
            ExposedHeaders = Values(rule, "ExposeHeader"),
            MaxAge = rule.Text("MaxAgeSeconds") is not { } text ? null
                : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds
                : throw S3Exception.MalformedXml(),
        };
        if (read.Origins.Count == 0 || read.Methods.Count == 0) throw S3Exception.MalformedXml();
        if (read.Methods.FirstOrDefault(m => !Methods.Contains(m)) is { } method)
            throw S3Exception.InvalidRequest($"Found unsupported HTTP method in CORS config. Unsupported method is {method}");
        if (read.Origins.FirstOrDefault(HasTwoStars) is { } origin)
            throw S3Exception.InvalidRequest($"AllowedOrigin \"{origin}\" can not have more than one wildcard.");
        if (read.Headers.FirstOrDefault(HasTwoStars) is { } header)
            throw S3Exception.InvalidRequest($"AllowedHeader \"{header}\" can not have more than one wildcard.");
        // They are sent as headers, which cannot hold everything that XML can.
        foreach (var exposed in read.ExposedHeaders) HeaderText.Of("ExposeHeader", exposed);
        return read;
    }

    private static string[] Values(XElement rule, string name) => [.. rule.Children(name).Select(e => e.Value)];

    private static bool HasTwoStars(string text) => text.Count(c => c == '*') > 1;

    private static void Write(XmlWriter xml, CorsRule rule)
    {
        xml.WriteStartElement("CORSRule");
        xml.Element("ID", rule.Id);
        foreach (var method in rule.Methods) xml.Element("AllowedMethod", method);
        foreach (var origin in rule.Origins) xml.Element("AllowedOrigin", origin);
        foreach (var header in rule.Headers) xml.Element("AllowedHeader", header);
        foreach (var header in rule.ExposedHeaders) xml.Element("ExposeHeader", header);
        if (rule.MaxAge is { } seconds) xml.Element("MaxAgeSeconds", seconds);
        xml.WriteEndElement();
    }
}
