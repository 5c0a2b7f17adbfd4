using DreamLake.Simulation.Lake;

namespace DreamLake.Simulation.Invariants;

/// <summary>No secret is told to anybody: in a note, an error, a log or a file.</summary>
internal sealed class Secrets(Verdict verdict)
{
    private static readonly string[] Always = ["X-Amz-Signature", "x-amz-signature", "Bearer ", "&sig=", LakeParts.SecretKey];
    private readonly HashSet<string> _tokens = new(StringComparer.Ordinal);

    /// <summary>A token that must be told to nobody from now on.</summary>
    public void Add(string token) => _tokens.Add(token);

    /// <summary>Looks for secrets in a text.</summary>
    public void Check(string where, string? text)
    {
        if (text is null) return;
        foreach (var secret in Always.Concat(_tokens))
        {
            if (text.Contains(secret, StringComparison.Ordinal)) verdict.Break($"{where} holds a secret.");
        }
    }
}
