using System.Text.Json;
using System.Text.Json.Serialization;

namespace DreamLake.Hosting.Work;

/// <summary>What a lake has under way, as BSS tells it: of the namespace, or the space, that the asking token opens.</summary>
/// <param name="Uploads">Uploads that are not over, the newest first.</param>
/// <param name="Jobs">Splits that are not done, the failed ones first.</param>
/// <param name="Proofs">How far the lake is with reading its copies back.</param>
/// <param name="Used">What each namespace has stored.</param>
public sealed record LakeWork(
    IReadOnlyList<OpenUpload> Uploads, IReadOnlyList<OpenJob> Jobs, ProofState Proofs, IReadOnlyList<UsedSpace> Used)
{
    /// <summary>The most uploads, and the most jobs, that are told.</summary>
    public const int Most = 50;
}

/// <summary>An upload that is not over.</summary>
/// <param name="Namespace">Whose it is.</param>
/// <param name="Space">Into which space.</param>
/// <param name="Hash">The first 16 digits of its SHA-256: BSS learns of a name when it is registered.</param>
/// <param name="State"><c>open</c>, <c>completing</c> or <c>comparing</c>.</param>
/// <param name="Size">Bytes that were promised; null where none were.</param>
/// <param name="Parts">Parts that S3 has.</param>
/// <param name="Bytes">Bytes of those.</param>
/// <param name="CreatedAt">When it began, UTC.</param>
public sealed record OpenUpload(
    string Namespace, string Space, string Hash, string State, long? Size, int Parts, long Bytes, DateTimeOffset CreatedAt)
{
    /// <summary>How much of it is there, 0 to 100; null where its size was not promised.</summary>
    public int? Percent => Size is > 0 ? (int)Math.Min(100, 100 * Bytes / Size.Value) : null;
}

/// <summary>A split that is not done.</summary>
/// <param name="Type">The word of the medium's type.</param>
/// <param name="MediaId">BSS's id of it.</param>
/// <param name="Namespace">Whose it is.</param>
/// <param name="Space">In which space.</param>
/// <param name="Name">Its name.</param>
/// <param name="State"><c>waiting</c>, <c>running</c> or <c>failed</c>.</param>
/// <param name="Reason">Why it failed, or what it waits for.</param>
public sealed record OpenJob(
    string Type, string MediaId, string Namespace, string Space, string Name, string State, string? Reason);

/// <summary>How far the lake is with reading its copies back.</summary>
/// <param name="Waiting">Contents that are to be read back.</param>
/// <param name="Stored">Contents that were not read back so far.</param>
/// <param name="Proven">Contents that were, and are what was promised.</param>
/// <param name="Broken">Contents that are rejected or damaged.</param>
/// <param name="OldestAt">When the proven content was read last that was read longest ago, UTC; null where there is none.</param>
/// <param name="ScrubDays">Within how many days each is read again; 0: never.</param>
public sealed record ProofState(int Waiting, int Stored, int Proven, int Broken, DateTimeOffset? OldestAt, double ScrubDays);

/// <summary>What a namespace has stored.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Contents">How many contents; the same one twice counts once.</param>
/// <param name="Bytes">Their bytes.</param>
public sealed record UsedSpace(string Namespace, int Contents, long Bytes)
{
    /// <summary>The most bytes that it may have; null where that is not limited.</summary>
    public long? MostBytes { get; init; }

    /// <summary>The most contents that it may have; null where that is not limited.</summary>
    public long? MostContents { get; init; }
}

/// <summary>How it is written and read.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LakeWork))]
public sealed partial class WorkJson : JsonSerializerContext;
