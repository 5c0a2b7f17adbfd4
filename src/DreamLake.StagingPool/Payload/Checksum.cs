namespace DreamLake.StagingPool.Payload;

/// <summary>A checksum and its algorithm.</summary>
/// <param name="Algorithm">The algorithm's name: <c>CRC32C</c>.</param>
/// <param name="Value">The value in base64; for one made of parts' checksums, with <c>-{number of parts}</c> behind it.</param>
internal sealed record Checksum(string Algorithm, string Value)
{
    /// <summary>Over the parts' checksums.</summary>
    public const string Composite = "COMPOSITE";

    /// <summary>Over the bytes of the whole.</summary>
    public const string FullObject = "FULL_OBJECT";

    /// <summary>Which of the two it is.</summary>
    public string Type => Value.Contains('-', StringComparison.Ordinal) ? Composite : FullObject;
}

/// <summary>The checksum that an upload was created with.</summary>
/// <param name="Algorithm">The algorithm's name.</param>
/// <param name="Type">Composite or over the full object.</param>
internal sealed record UploadChecksum(string Algorithm, string Type);
