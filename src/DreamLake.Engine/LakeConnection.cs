using DreamLake.Engine.Resilience;
using DreamLake.Protocol;

namespace DreamLake.Engine;

/// <summary>Which lake to talk to, and as whom.</summary>
/// <param name="Bss">BSS's address.</param>
/// <param name="Server">DreamLake Server's address.</param>
/// <param name="Token">The bearer token, or null for a lake that asks for none.</param>
public sealed record LakeConnection(Uri Bss, Uri Server, string? Token)
{
    /// <summary>What the lake is called in state files: it stays while ports change. Default: BSS's address without user-info.</summary>
    public string Name { get; init; } = Shown(Bss);

    /// <summary>
    /// The namespace of addresses that leave it out. Default: the token's <c>username</c>, else <c>sub</c>; null where it has none.
    /// </summary>
    public string? Namespace { get => field ?? TokenClaims.NamespaceOf(Token); init; }

    /// <summary>
    /// Asked for the token before each call, so that a run may outlive any of them; it may be called from any thread, several times at
    /// once.
    /// </summary>
    /// <remarks>
    /// Null answered sends none. What it throws pauses the upload. Default: null, <see cref="Token"/> is sent with every call.
    /// </remarks>
    public Func<CancellationToken, ValueTask<string?>>? TokenProvider { get; init; }

    /// <summary>The connection that the protocol's environment variables name, its defaults for those that are not set.</summary>
    /// <param name="variable">Reads a variable: <see cref="Environment.GetEnvironmentVariable(string)"/> in a process.</param>
    /// <exception cref="FormatException">A variable holds no http or https address, or what no token can be.</exception>
    public static LakeConnection FromEnvironment(Func<string, string?> variable) => new(
        Address(LakeDefaults.BssUrlVariable, variable, LakeDefaults.BssUrl),
        Address(LakeDefaults.ServerUrlVariable, variable, LakeDefaults.ServerUrl),
        CheckedToken(variable(LakeDefaults.TokenVariable)?.Trim()));

    /// <summary>Never the token: a record's own text would show it.</summary>
    public override string ToString() => Name;

    /// <summary>The token for one call.</summary>
    internal ValueTask<string?> GetTokenAsync(CancellationToken cancellationToken) =>
        TokenProvider?.Invoke(cancellationToken) ?? ValueTask.FromResult(Token);

    /// <summary>An address as it may be shown and saved: without user-info, query and fragment.</summary>
    internal static string Shown(Uri address) => Redaction.Clean(address).TrimEnd('/');

    internal static string? CheckedToken(string? token) =>
        string.IsNullOrEmpty(token) ? null
        : token.All(c => c is > ' ' and <= '~') ? token
        : throw new FormatException($"{LakeDefaults.TokenVariable} holds characters that no token has.");

    private static Uri Address(string name, Func<string, string?> variable, Uri otherwise)
    {
        if (variable(name) is not { Length: > 0 } text) return otherwise;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new FormatException($"{name} is no http or https address. It looks like {otherwise.AbsoluteUri.TrimEnd('/')}.");
    }
}
