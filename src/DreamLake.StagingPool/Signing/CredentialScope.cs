namespace DreamLake.StagingPool.Signing;

/// <summary>What a signing key is good for: one day, one region, one service.</summary>
/// <param name="Date">The day, <c>yyyyMMdd</c>.</param>
/// <param name="Region">The region, <c>us-east-1</c>.</param>
/// <param name="Service">The service; <c>s3</c> here.</param>
internal sealed record CredentialScope(string Date, string Region, string Service)
{
    public const string Terminator = "aws4_request";

    /// <summary>The scope as it stands in a string to sign.</summary>
    public override string ToString() => $"{Date}/{Region}/{Service}/{Terminator}";

    /// <summary>Reads <c>{access key}/{date}/{region}/{service}/aws4_request</c>; null where it is not of that form.</summary>
    public static (string AccessKey, CredentialScope Scope)? ParseCredential(string credential)
    {
        var fields = credential.Split('/');
        // An access key may hold slashes; the four fields behind it may not.
        return fields.Length >= 5 && fields[^1] == Terminator
            ? (string.Join('/', fields[..^4]), new CredentialScope(fields[^4], fields[^3], fields[^2]))
            : null;
    }
}
