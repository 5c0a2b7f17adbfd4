using System.Globalization;

namespace DreamLake.StagingPool.Signing;

/// <summary>What a request says of its own signature, whichever way it says it. Nothing of it is proven yet.</summary>
/// <param name="AccessKey">Who claims to have signed.</param>
/// <param name="Scope">The day, region and service that the key was derived for.</param>
/// <param name="SignedHeaders">The names that were signed, lower case, in the order given.</param>
/// <param name="Signature">The signature, in hex.</param>
/// <param name="Time">When it was signed, as it was sent.</param>
/// <param name="Lifetime">How long a presigned address is good for; null for a signature in a header.</param>
internal sealed record SignatureClaim(
    string AccessKey, CredentialScope Scope, IReadOnlyList<string> SignedHeaders, string Signature, string Time, TimeSpan? Lifetime)
{
    /// <summary>How a time is written: <c>20260131T235959Z</c>.</summary>
    public const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    public bool IsPresigned => Lifetime is not null;

    public DateTimeOffset? SignedAt => ParseTime(Time);

    public static DateTimeOffset? ParseTime(string? text) =>
        DateTimeOffset.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}
