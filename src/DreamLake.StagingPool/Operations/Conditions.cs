using System.Globalization;
using DreamLake.StagingPool.Storage;

namespace DreamLake.StagingPool.Operations;

/// <summary>Whether a conditional GET or HEAD is answered with the object.</summary>
internal static class Conditions
{
    /// <summary>True where the client has it already (304).</summary>
    /// <param name="request">The request.</param>
    /// <param name="manifest">The object.</param>
    /// <param name="prefix">What the names of the headers begin with: <c>x-amz-copy-source-</c> for those of a copy's source.</param>
    /// <exception cref="S3Exception">A condition does not hold (<c>PreconditionFailed</c>).</exception>
    public static bool IsNotModified(S3Request request, ObjectManifest manifest, string prefix = "")
    {
        var (match, noneMatch) = (request.Header(prefix + "If-Match"), request.Header(prefix + "If-None-Match"));
        if (match is not null && !Names(match, manifest.ETag)) throw S3Exception.PreconditionFailed(prefix + "If-Match");
        // A date is passed over where an ETag was given: it says the same less exactly.
        if (match is null && IsModifiedSince(request, prefix + "If-Unmodified-Since", manifest) == true)
            throw S3Exception.PreconditionFailed(prefix + "If-Unmodified-Since");
        return noneMatch is not null
            ? Names(noneMatch, manifest.ETag)
            : IsModifiedSince(request, prefix + "If-Modified-Since", manifest) == false;
    }

    /// <summary>Whether a list of ETags names one; a star names all.</summary>
    public static bool Names(string etags, string etag) =>
        etags.Split(',')
            .Select(e => e.Trim()).Any(e => e == "*" || (e.StartsWith("W/", StringComparison.Ordinal) ? e[2..] : e).Trim('"') == etag);

    private static bool? IsModifiedSince(S3Request request, string header, ObjectManifest manifest) =>
        DateTimeOffset.TryParse(request.Header(header), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            // The header has whole seconds.
            ? manifest.LastModified.ToUnixTimeSeconds() > date.ToUnixTimeSeconds()
            : null;
}
