using System.Globalization;

namespace DreamLake.Engine.Steps;

/// <summary>A part's presigned URL.</summary>
/// <param name="Address">Where the part is PUT to.</param>
internal sealed record PresignedUrl(Uri Address)
{
    /// <summary>When S3 takes it no more, by the clock of whoever signed it; null where it does not tell.</summary>
    public DateTimeOffset? ExpiresAt { get; } = Expiry(Address.Query);

    /// <summary>Never the address: its query is a secret.</summary>
    public override string ToString() => Address.Authority;

    private static DateTimeOffset? Expiry(string query)
    {
        var signedAt = Value(query, "X-Amz-Date");
        var lifetime = Value(query, "X-Amz-Expires");
        return DateTimeOffset.TryParseExact(
            signedAt, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            && int.TryParse(lifetime, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? date.AddSeconds(seconds)
            : null;
    }

    private static string? Value(string query, string name)
    {
        foreach (var pair in query.TrimStart('?').Split('&'))
        {
            if (pair.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase)) return pair[(name.Length + 1)..];
        }

        return null;
    }
}
