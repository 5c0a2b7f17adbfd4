using System.Text.Json;
using DreamLake.Engine.Content;
using DreamLake.Protocol;

namespace DreamLake.Engine.State;

/// <summary>What is known of an upload under way: what its state file holds.</summary>
/// <remarks>The first four are the protocol's, and other DreamLake clients write no more; all others may be missing.</remarks>
internal sealed record UploadState
{
    /// <summary>S3's id of the multipart upload.</summary>
    public required string UploadId { get; init; }

    /// <summary>The key in the staging pool.</summary>
    public required string Key { get; init; }

    /// <summary>How many parts the file has.</summary>
    public required int TotalParts { get; init; }

    /// <summary>The parts that S3 took, in the order in which it took them.</summary>
    public IReadOnlyList<PartDone> CompletedParts { get; init; } = [];

    /// <summary>The last step that was done.</summary>
    public UploadStepName Step { get; init; } = UploadStepName.InitMultipart;

    /// <summary>The asset's type.</summary>
    public AssetType? Type { get; init; }

    /// <summary>Where the asset goes.</summary>
    public StateTarget? Target { get; init; }

    /// <summary>The file that is uploaded.</summary>
    public StateFile? File { get; init; }

    /// <summary>Bytes of each part but the last.</summary>
    public long? PartSize { get; init; }

    /// <summary>The CRC-32C of all parts, as <see cref="ContentDigest.PartsText"/> has them.</summary>
    public string? PartDigests { get; init; }

    /// <summary>What BSS said of digests at init: <c>CRC32C</c> or nothing.</summary>
    public string? ChecksumAlgorithm { get; init; }

    /// <summary>Whether the lake said at init that it keeps contents apart by their whole SHA-256.</summary>
    public bool KeepsContentsApart { get; init; }

    /// <summary>
    /// Whether it was begun by a client that wrote nothing of the content: its parts may be another's with the same 16 digits.
    /// </summary>
    public bool IsOfUnknownContent { get; init; }

    /// <summary>
    /// Whether the content is what a checksum file promised, and was not read whole yet: its parts may be those of other bytes.
    /// </summary>
    public bool IsPromised { get; init; }

    /// <summary>Whether the file is to be removed once the lake has proven that it has it.</summary>
    public bool RemovesSource { get; init; }

    /// <summary>The lake that the upload goes to.</summary>
    public StateLake? Lake { get; init; }

    /// <summary>BSS's id, once it is registered there.</summary>
    public string? BssId { get; init; }

    /// <summary>DreamLake Server's id, once it is registered there.</summary>
    public string? AssetId { get; init; }

    /// <summary>When the upload began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Fields of other clients and of later versions: kept as they are.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Unknown { get; init; } = [];

    /// <summary>
    /// The state of an upload whose bytes another upload of the same content has stored: it has no multipart upload of its own.
    /// </summary>
    public static UploadState OfStoredContent(string key, int totalParts) =>
        new() { UploadId = "none", Key = key, TotalParts = totalParts, Step = UploadStepName.CompleteMultipart };
}

/// <summary>Where an asset goes, in a state file.</summary>
internal sealed record StateTarget(string Namespace, string Space, string? Episode, string Name);

/// <summary>The lake that an upload goes to, in a state file.</summary>
/// <param name="Name">What tells this lake from another, whatever its ports.</param>
/// <param name="Bss">BSS's address, without user-info.</param>
/// <param name="Server">DreamLake Server's address, without user-info.</param>
internal sealed record StateLake(string Name, string? Bss, string? Server);

/// <summary>The file that is uploaded, in a state file.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Identity">Its identity, taken before it was hashed.</param>
/// <param name="Sha256">64 hex digits.</param>
/// <param name="HashedAt">When the read for the hash began.</param>
internal sealed record StateFile(string Path, FileIdentity Identity, string? Sha256, DateTimeOffset? HashedAt);
