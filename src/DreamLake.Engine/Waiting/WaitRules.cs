using DreamLake.Protocol;

namespace DreamLake.Engine.Waiting;

/// <summary>What a listed asset means to whoever waits for it.</summary>
/// <remarks>
/// Ends are <c>ready</c>, <c>failed</c> and <c>rejected</c>; every other word, also one that nobody here knows, is waited on. A proof
/// counts where its digest is the file's own: a lake that has read other bytes back has not verified this file.
/// </remarks>
/// <param name="goal">What is waited for.</param>
/// <param name="path">The file, as it was asked for.</param>
/// <param name="sha256">Its whole SHA-256.</param>
internal sealed class WaitRules(WaitFor goal, string path, string? sha256)
{
    private const string Safe = "The file itself is stored, and can be downloaded.";
    private const string Keep =
        "Nothing of it is served. Keep the file; check disk and memory, then run the same command again to upload it anew.";
    private const string Doubt = "Keep the file: nothing says yet that its bytes were read back. Ask whoever runs the lake.";

    /// <summary>Whether it has come to what is waited for.</summary>
    /// <exception cref="UploadException">It has come to another end.</exception>
    public bool IsReached(ListedAsset asset)
    {
        if (asset.Status == AssetStatus.Rejected)
            throw Rejected($"The lake rejected '{path}'{Reason(asset, "its bytes are not those that were sent")}");
        if (asset.Verified is { } proof && !string.Equals(proof.Sha256, sha256, StringComparison.OrdinalIgnoreCase))
            throw Rejected($"The lake has other bytes than '{path}': their SHA-256 is {proof.Sha256}, and the file's is {sha256}.");
        var isDone = goal == WaitFor.Verified ? asset.Verified is not null : asset.Status == AssetStatus.Ready;
        if (isDone || asset.Status != AssetStatus.Failed) return isDone;
        return goal == WaitFor.Ended
            ? true
            : throw new UploadException(
                UploadError.SplitFailed, $"The lake could make no stream of '{path}'{Reason(asset, "it does not say why")}", Safe);
    }

    /// <summary>Whether nothing will come of waiting on, unless somebody does something.</summary>
    public bool IsStalled(ListedAsset? asset) =>
        asset is null or { Status: AssetStatus.Damaged } || (goal == WaitFor.Verified && asset.Status == AssetStatus.Ready);

    /// <summary>Whether the lake tells nothing that could be waited for.</summary>
    public static bool TellsNothing(ListedAsset? asset) => asset is { Status: null, Verified: null };

    /// <summary>The error where waiting on is given up.</summary>
    public UploadException GivenUp(ListedAsset? asset) => new(
        UploadError.StatusUnknown,
        $"'{path}' is stored and registered, but the lake " + asset switch
        {
            null => "does not list it.",
            { Status: AssetStatus.Damaged } => $"says that it is damaged{Reason(asset, "it does not say how")}",
            { Status: null } => "does not tell what becomes of it.",
            _ => $"does not say that it is verified (its status is '{NameRules.Printable(asset.Status)}').",
        },
        Doubt);

    /// <summary>The error where the wait was cut short.</summary>
    /// <param name="asset">How the lake listed it last; null where it was not asked yet.</param>
    /// <param name="error">The cause, as one word.</param>
    /// <param name="why">What cut it short, in half a sentence; null where a person did.</param>
    /// <param name="inner">What it came from.</param>
    public UploadException CutShort(ListedAsset? asset, UploadError error, string? why, Exception? inner) => new(
        error,
        asset?.Verified is null
            ? $"'{path}' is stored and registered, and not verified yet{why ?? "."}"
            : $"'{path}' is stored, registered and verified, and not split yet{why ?? "."}",
        "Run the same command again to go on waiting; nothing is sent twice.",
        inner);

    private static UploadException Rejected(string message) => new(UploadError.ContentRejected, message, Keep);

    private static string Reason(ListedAsset asset, string otherwise) =>
        $": {NameRules.OneLine(string.IsNullOrWhiteSpace(asset.StatusReason) ? otherwise : asset.StatusReason).TrimEnd('.')}.";
}
