using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Signing;

/// <summary>Lets a request in only where it was signed with the pool's key, for what it now asks, and not too long ago.</summary>
internal sealed class RequestAuthenticator(StagingPoolOptions options, TimeProvider time)
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(15);

    /// <summary>Checks a request's signature; the body is held against the answer while it is read.</summary>
    /// <exception cref="S3Exception">It has none, or it is not good for this request.</exception>
    public AuthenticatedBody Authenticate(S3Request request)
    {
        if (PresignedQueryVersion2.IsIn(request.Query) && !PresignedQuery.IsIn(request.Query)) return AuthenticateVersion2(request);
        var claim = ClaimOf(request);
        var secret = SecretOf(claim.AccessKey);
        CheckScope(claim);
        CheckTime(claim);
        CheckHeaders(request, claim);

        var payloadHash = PayloadHashOf(request, claim);
        var key = new SigningKey(secret, claim.Scope);
        if (!IsSigned(request, claim, key, payloadHash)) throw DoesNotMatch(claim.AccessKey);
        return new AuthenticatedBody(payloadHash, key, claim.Time, claim.Signature)
        {
            IsPresigned = claim.IsPresigned,
            IsPersonal = IsPersonal(claim.AccessKey),
        };
    }

    /// <summary>What is answered to a signature that is another request's, or another key's.</summary>
    public static S3Exception DoesNotMatch(string accessKey) =>
        new S3Exception(
            StatusCodes.Status403Forbidden,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your key and signing method.")
            .With("AWSAccessKeyId", accessKey);

    private AuthenticatedBody AuthenticateVersion2(S3Request request)
    {
        if (!string.IsNullOrEmpty(request.Header("Authorization"))) throw TwoMechanisms();
        var accessKey = PresignedQueryVersion2.Check(request, SecretOf, time.GetUtcNow());
        // Such an address says nothing of the body; in signed pieces it cannot come.
        var unused = new SigningKey(SecretOf(accessKey), new CredentialScope("", options.Region, "s3"));
        return new AuthenticatedBody(AuthenticatedBody.Unsigned, unused, Time: "", Seed: "") { IsPersonal = IsPersonal(accessKey) };
    }

    private bool IsPersonal(string accessKey) => options.Personal is { } personal && personal.AccessKey == accessKey;

    private static S3Exception TwoMechanisms() => S3Exception.InvalidArgument(
        "Authorization",
        "(hidden)",
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter or the Authorization header should be specified");

    /// <summary>Whether a request says nothing of who sent it.</summary>
    public static bool IsAnonymous(S3Request request) =>
        request.Header("Authorization") is null or "" && !PresignedQuery.IsIn(request.Query) && !PresignedQueryVersion2.IsIn(request.Query);

    private string SecretOf(string accessKey) =>
        SigningKey.Same(options.AccessKey, accessKey) ? options.SecretKey
        : options.Former is { } former && SigningKey.Same(former.AccessKey, accessKey)
            && (former.Until is null || time.GetUtcNow() < former.Until) ? former.SecretKey
        : options.Personal is { } personal && SigningKey.Same(personal.AccessKey, accessKey) ? personal.SecretKey
        : throw new S3Exception(
            StatusCodes.Status403Forbidden, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.")
            .With("AWSAccessKeyId", accessKey);

    // Of a header beyond ASCII some clients sign the bytes that they send, others the text that they mean by them.
    private static bool IsSigned(S3Request request, SignatureClaim claim, SigningKey key, string payloadHash) =>
        new[] { request.Headers, HeaderText.AsUtf8(request.Headers) }.OfType<IHeaderDictionary>().Any(headers =>
            SigningKey.Same(
                key.SignRequest(CanonicalRequest.Build(
                request.Method, request.Path, request.Query, headers, claim.SignedHeaders, payloadHash), claim.Time),
                claim.Signature));

    private static SignatureClaim ClaimOf(S3Request request)
    {
        var header = request.Header("Authorization");
        if (PresignedQuery.IsIn(request.Query))
        {
            return header is null
                ? PresignedQuery.Parse(request.Query)
                : throw TwoMechanisms();
        }

        return header is null or ""
            ? throw S3Exception.AccessDenied("Access Denied: the request is not signed.")
            : AuthorizationHeader.Parse(request, header);
    }

    private void CheckScope(SignatureClaim claim)
    {
        Func<string, S3Exception> malformed = claim.IsPresigned ? PresignedQuery.Malformed : AuthorizationHeader.Malformed;
        if (claim.Scope.Region != options.Region)
            throw malformed($"the region '{claim.Scope.Region}' is wrong; expecting '{options.Region}'").With("Region", options.Region);
        if (claim.Scope.Service != "s3") throw malformed($"incorrect service \"{claim.Scope.Service}\"; this endpoint belongs to \"s3\"");
        if (!claim.Time.StartsWith(claim.Scope.Date, StringComparison.Ordinal))
            throw malformed($"invalid credential date \"{claim.Scope.Date}\"; it is not the date that the request was signed at");
    }

    private void CheckTime(SignatureClaim claim)
    {
        var now = time.GetUtcNow();
        var signedAt = claim.SignedAt!.Value;
        if (claim.Lifetime is not { } lifetime)
        {
            if ((now - signedAt).Duration() > Skew)
            {
                throw new S3Exception(
                    StatusCodes.Status403Forbidden, "RequestTimeTooSkewed",
                    "The difference between the request time and the current time is too large.")
                    .With("RequestTime", claim.Time).With("ServerTime", Written(now))
                    .With("MaxAllowedSkewMilliseconds", $"{Skew.TotalMilliseconds}");
            }

            return;
        }

        if (signedAt - now > Skew) throw S3Exception.AccessDenied("Request is not valid yet").With("ServerTime", Written(now));
        if (now >= signedAt + lifetime)
        {
            throw S3Exception.AccessDenied("Request has expired")
                .With("X-Amz-Expires", $"{lifetime.TotalSeconds}")
                    .With("Expires", Written(signedAt + lifetime)).With("ServerTime", Written(now));
        }
    }

    private static void CheckHeaders(S3Request request, SignatureClaim claim)
    {
        var signed = claim.SignedHeaders.ToHashSet(StringComparer.Ordinal);
        if (!signed.Contains("host")) throw S3Exception.AccessDenied("The host header has to be signed").With("HeadersNotSigned", "host");
        // The declared hash of the body narrows what is accepted and cannot widen it, so a presigned request may add it.
        var unsigned = request.Headers.Keys.Select(k => k.ToLowerInvariant())
            .Where(k => k.StartsWith("x-amz-", StringComparison.Ordinal) && !signed.Contains(k))
            .Where(k => !(claim.IsPresigned && k == AuthenticatedBody.HashHeader))
            .ToArray();
        if (unsigned.Length == 0) return;
        throw S3Exception.AccessDenied("There were headers present in the request which were not signed")
            .With("HeadersNotSigned", string.Join(", ", unsigned));
    }

    private static string PayloadHashOf(S3Request request, SignatureClaim claim)
    {
        if (!claim.IsPresigned)
        {
            return request.Header(AuthenticatedBody.HashHeader)
                ?? throw S3Exception.InvalidRequest("Missing required header for this request: x-amz-content-sha256");
        }

        return claim.SignedHeaders.Contains(AuthenticatedBody.HashHeader)
            ? request.Header(AuthenticatedBody.HashHeader) ?? ""
            : request.Query["X-Amz-Content-Sha256"] ?? AuthenticatedBody.Unsigned;
    }

    private static string Written(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
