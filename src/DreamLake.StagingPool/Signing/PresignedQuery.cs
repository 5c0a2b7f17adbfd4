using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Signing;

/// <summary>The signature in the query of a presigned URL: <c>X-Amz-Algorithm … X-Amz-Signature</c>.</summary>
internal static class PresignedQuery
{
    public const string Signature = "X-Amz-Signature";
    private const string Prefix = "X-Amz-";
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public static bool IsIn(QueryParameters query) => query.Has(Signature) || query.Has("X-Amz-Algorithm") || query.Has("X-Amz-Credential");

    public static SignatureClaim Parse(QueryParameters query)
    {
        if (Field("Algorithm") != SigningKey.Algorithm) throw Malformed($"X-Amz-Algorithm only supports \"{SigningKey.Algorithm}\"");
        var credential = CredentialScope.ParseCredential(Field("Credential"))
            ?? throw Malformed("Error parsing the X-Amz-Credential parameter; the Credential is mal-formed");
        var time = Field("Date");
        if (SignatureClaim.ParseTime(time) is null)
            throw Malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
        return new SignatureClaim(
            credential.AccessKey, credential.Scope, Field("SignedHeaders")
            .Split(';'), Field("Signature"), time, Lifetime(Field("Expires")));

        string Field(string name) => query[Prefix + name] is { Length: > 0 } value
            ? value
            : throw Malformed("Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, "
                + "X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
    }

    public static S3Exception Malformed(string why) => new(StatusCodes.Status400BadRequest, "AuthorizationQueryParametersError", why);

    // Like an address that has expired: no client can mend it, and each knows that 403 means to sign again.
    private static S3Exception NoLifetime(string why) => new(StatusCodes.Status403Forbidden, "AuthorizationQueryParametersError", why);

    private static TimeSpan Lifetime(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds >= 1
            ? seconds <= Longest.TotalSeconds
                ? TimeSpan.FromSeconds(seconds)
                : throw NoLifetime(
                    "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 " +
                    "seconds")
            : throw NoLifetime("X-Amz-Expires should be a number of seconds, 1 or more");
}
