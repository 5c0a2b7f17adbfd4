using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Signing;

/// <summary>The signature in a header: <c>Authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…</c>.</summary>
internal static class AuthorizationHeader
{
    public static SignatureClaim Parse(S3Request request, string header)
    {
        if (!header.StartsWith(SigningKey.Algorithm + " ", StringComparison.Ordinal))
            throw NotVersion4();
        var fields = header[SigningKey.Algorithm.Length..].Split(',').Select(f => f.Trim().Split('=', 2)).ToLookup(f => f[0], f => f[^1]);
        var credential = CredentialScope.ParseCredential(Field("Credential")) ?? throw Malformed("the Credential is mal-formed");
        return new SignatureClaim(
            credential.AccessKey, credential.Scope, Field("SignedHeaders").Split(';'), Field("Signature"), TimeOf(request), Lifetime: null);

        string Field(string name) => fields[name].FirstOrDefault() is { Length: > 0 } value ? value : throw Malformed($"it has no {name}");
    }

    public static S3Exception NotVersion4() =>
        S3Exception.InvalidRequest($"The authorization mechanism you have provided is not supported. Please use {SigningKey.Algorithm}.");

    public static S3Exception Malformed(string why) =>
        new(StatusCodes.Status400BadRequest, "AuthorizationHeaderMalformed", $"The authorization header is malformed; {why}.");

    private static string TimeOf(S3Request request)
    {
        if (request.Header("x-amz-date") is { } time && SignatureClaim.ParseTime(time) is not null) return time;
        // Clients that cannot send x-amz-date sign the Date header instead; the string to sign has the short form either way.
        return DateTimeOffset.TryParse(request.Header("Date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date.UtcDateTime.ToString(SignatureClaim.TimeFormat, CultureInfo.InvariantCulture)
            : throw S3Exception.AccessDenied("AWS authentication requires a valid Date or x-amz-date header");
    }
}
