using System.Globalization;
using DreamLake.StagingPool.Signing;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Tests;

/// <summary>
/// Signs bare requests, for what the AWS SDK would never send. The vectors of <see cref="SigningVectorTests"/> hold what it builds on.
/// </summary>
internal sealed class TestSigner(DateTimeOffset? at = null)
{
    private readonly string _time =
        (at ?? DateTimeOffset.UtcNow).UtcDateTime.ToString(SignatureClaim.TimeFormat, CultureInfo.InvariantCulture);

    public SigningKey Key => new(PoolServer.SecretKey, new CredentialScope(_time[..8], "us-east-1", "s3"));

    public string Time => _time;

    /// <summary>The signature of the last request, which the pieces of its body build on.</summary>
    public string Signature { get; private set; } = "";

    /// <summary>Signs every header that the request has so far.</summary>
    public HttpRequestMessage Sign(HttpRequestMessage request, string payloadHash = AuthenticatedBody.Unsigned)
    {
        request.Headers.Host = request.RequestUri!.Authority;
        request.Headers.Add("x-amz-date", _time);
        request.Headers.Add(AuthenticatedBody.HashHeader, payloadHash);
        var headers = new HeaderDictionary();
        foreach (var (name, values) in request.Headers) headers[name.ToLowerInvariant()] = values.ToArray();
        var names = headers.Keys.Order(StringComparer.Ordinal).ToArray();
        var canonical = CanonicalRequest.Build(
            request.Method.Method, Uri.UnescapeDataString(request.RequestUri.AbsolutePath),
            QueryParameters.Parse(request.RequestUri.Query.TrimStart('?')), headers, names, payloadHash);
        Signature = Key.SignRequest(canonical, _time);
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"{SigningKey.Algorithm} Credential={PoolServer.AccessKey}/{Key.Scope}, SignedHeaders={string.Join(';', names)}, Signature={Signature}");
        return request;
    }
}
