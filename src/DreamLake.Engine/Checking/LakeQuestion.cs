using DreamLake.Engine.Stages;
using DreamLake.Protocol;

namespace DreamLake.Engine.Checking;

/// <summary>What is asked of a lake: whether it has this content under this name, proven.</summary>
/// <param name="Target">Namespace, space, episode, name and type.</param>
/// <param name="Sha256">The content's whole SHA-256, 64 hex digits, as it was read from the disk.</param>
/// <param name="Size">Its bytes.</param>
internal sealed record LakeQuestion(UploadTarget Target, string Sha256, long Size)
{
    private const int DigestLength = 64;

    /// <summary>What the lake's listing of the name says to it. Whatever is odd, missing or contradicts itself is no proof.</summary>
    public LakeAnswer Judge(ListedAsset? listed)
    {
        LakeAnswer Is(CheckOutcome outcome, string reason) => new(outcome, reason, listed);
        if (listed is null) return Is(CheckOutcome.NotStored, $"the lake has no {Target.Name} in {Target.Episode}");
        if (!IsOfTarget(listed)) return Is(CheckOutcome.NotStored, "the lake answered with another asset");
        if (listed.Status is AssetStatus.Rejected or AssetStatus.Damaged)
            return Is(CheckOutcome.Differs, $"the lake says that its copy is {listed.Status}{Because(listed.StatusReason)}");
        if (listed.Size is { } size && size != Size)
            return Is(CheckOutcome.Differs, $"the lake's has {size:N0} bytes, and the file {Size:N0}");
        if (Contradiction(listed) is { } other) return Is(CheckOutcome.Differs, $"the lake's has the SHA-256 {NameRules.Printable(other)}");
        return Gap(listed) is { } gap ? Is(CheckOutcome.NotYetVerified, gap) : new LakeAnswer(CheckOutcome.Same, null, listed);
    }

    // What a listing leaves out is what was asked for; what it tells has to be that.
    private bool IsOfTarget(ListedAsset listed) =>
        listed.Id is { Length: > 0 } && listed.SupersededAt is null && listed.Name == Target.Name.Path
        && (listed.Episode ?? "") == (Target.Episode.Episode ?? "")
        && (listed.Namespace ?? Target.Namespace) == Target.Namespace && (listed.Space ?? Target.Space) == Target.Space;

    // The first digest among those that the lake tells which is not the file's.
    private string? Contradiction(ListedAsset listed) =>
        listed.Verified is { Sha256: { Length: > 0 } proven } && !IsOwn(proven) ? proven
        : listed.Sha256 is { Length: > 0 } told && !IsOwn(told) ? told
        : listed.Hash is { Length: > 0 } hash && !Sha256.StartsWith(hash, StringComparison.OrdinalIgnoreCase) ? hash
        : null;

    private static string? Gap(ListedAsset listed) => listed switch
    {
        { Verified: null, Status: null } => "this lake tells no proof of what it stores",
        { Verified: null } => $"the lake has not read it back yet (its status is '{NameRules.Printable(listed.Status)}')",
        { Verified.Sha256: not { Length: DigestLength } } => "the lake says 'verified' without a whole SHA-256",
        { Verified.Against: not null } => "the lake's proof rests on 16 digits of the SHA-256; upload the file again to have it proven",
        { Verified.At: var at } when at == default => "the lake does not say when it read the bytes back",
        _ => null,
    };

    private bool IsOwn(string sha256) => string.Equals(sha256, Sha256, StringComparison.OrdinalIgnoreCase);

    private static string Because(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? "" : ": " + NameRules.OneLine(reason).TrimEnd('.');
}
