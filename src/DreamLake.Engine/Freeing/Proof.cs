using DreamLake.Engine.Checking;

namespace DreamLake.Engine.Freeing;

/// <summary>The lake's word that it has every byte of a file.</summary>
/// <param name="Question">What it was asked.</param>
/// <param name="AssetId">DreamLake Server's id.</param>
/// <param name="VerifiedAt">When it read its copy back.</param>
internal sealed record Proof(LakeQuestion Question, string AssetId, DateTimeOffset VerifiedAt)
{
    /// <summary>Asks the lake, now.</summary>
    /// <exception cref="StaysException">It is no proof.</exception>
    /// <exception cref="Resilience.LakeException">The lake does not answer, or refuses.</exception>
    public static async Task<Proof> AskAsync(LakeWord word, LakeQuestion question, CancellationToken cancellationToken) =>
        Of(question, await word.AskAsync(question, cancellationToken).ConfigureAwait(false));

    /// <summary>The proof that an answer is.</summary>
    /// <exception cref="StaysException">It is none.</exception>
    public static Proof Of(LakeQuestion question, LakeAnswer answer) =>
        answer is { IsProof: true, Asset: { Id: { } id, Verified: { } verified } }
            ? new Proof(question, id, verified.At)
            : throw new StaysException(answer.Reason ?? "the lake's word is no proof");
}
