using System.Runtime.InteropServices;

namespace DreamLake.Engine.Content;

/// <summary>What one read of a file tells of its content.</summary>
/// <param name="Sha256">64 hex digits, lower case.</param>
/// <param name="PartSize">Bytes of the parts that <paramref name="Parts"/> speaks of.</param>
/// <param name="Parts">CRC-32C of each part, the first at 0.</param>
internal sealed record ContentDigest(string Sha256, long PartSize, uint[] Parts) : IKnownContent
{
    /// <summary>The first 16 hex digits of the SHA-256: the content's name in the staging pool and the state file's.</summary>
    public string Hash => Sha256[..16];

    /// <inheritdoc/>
    public bool IsProven => true;

    /// <inheritdoc/>
    public string? ProvenParts => PartsText;

    /// <inheritdoc/>
    public bool HasRead(int partNumber) => true;

    /// <inheritdoc/>
    public ValueTask<uint> OfPartAsync(int partNumber, CancellationToken cancellationToken) => ValueTask.FromResult(Parts[partNumber - 1]);

    /// <inheritdoc/>
    public Task ProveAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The parts' digests as the state file holds them: base64 of four little-endian bytes each.</summary>
    public string PartsText => Convert.ToBase64String(MemoryMarshal.AsBytes<uint>(Parts));

    /// <summary>Reads <see cref="PartsText"/>; null where it does not hold one digest for each part.</summary>
    public static uint[]? ReadParts(string? text, int count)
    {
        var bytes = new byte[count * sizeof(uint)];
        return text is not null && Convert.TryFromBase64String(text, bytes, out var written) && written == bytes.Length
            ? MemoryMarshal.Cast<byte, uint>(bytes).ToArray()
            : null;
    }
}
