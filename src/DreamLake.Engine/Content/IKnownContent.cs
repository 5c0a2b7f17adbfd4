namespace DreamLake.Engine.Content;

/// <summary>What is known of a file's content: it was read, or its SHA-256 was promised and it is read as its parts are sent.</summary>
internal interface IKnownContent : IAsyncDisposable
{
    /// <summary>64 hex digits, lower case.</summary>
    string Sha256 { get; }

    /// <summary>Whether all of it was read and is what it is said to be.</summary>
    bool IsProven { get; }

    /// <summary>Its parts' digests as a state file holds them; null until all of it was read and is what it is said to be.</summary>
    string? ProvenParts { get; }

    /// <summary>Whether a part was read by now.</summary>
    bool HasRead(int partNumber);

    /// <summary>The CRC-32C of a part, 1 being the first, as soon as it is read.</summary>
    /// <exception cref="UploadException">The file cannot be read, or is not what was promised.</exception>
    ValueTask<uint> OfPartAsync(int partNumber, CancellationToken cancellationToken);

    /// <summary>Waits until all of it was read and has the SHA-256 that it is said to have.</summary>
    /// <exception cref="UploadException">The file cannot be read, or is not what was promised.</exception>
    Task ProveAsync(CancellationToken cancellationToken);
}
