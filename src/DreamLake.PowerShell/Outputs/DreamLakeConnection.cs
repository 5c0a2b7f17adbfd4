using DreamLake.PowerShell.Session;

namespace DreamLake.PowerShell;

/// <summary>
/// Which lake is used, and as whom. Every cmdlet that asks a lake takes it as <c>-Connection</c>, in other runspaces and thread jobs as
/// well. It shows no token.
/// </summary>
public sealed class DreamLakeConnection
{
    /// <summary>BSS's address.</summary>
    public Uri? BssUrl { get; internal init; }

    /// <summary>DreamLake Server's address.</summary>
    public Uri? ServerUrl { get; internal init; }

    /// <summary>The namespace of episodes that leave it out, from the token; null where it names none.</summary>
    public string? Namespace { get; internal init; }

    /// <summary>Where the token comes from: <c>Connect-DreamLake</c>, <c>DREAMLAKE_API_KEY</c> or <c>None</c>.</summary>
    public string TokenSource { get; internal init; } = "";

    /// <summary>The lake behind it, with its token.</summary>
    internal LakeChoice Choice { get; init; } = LakeChoice.OfEnvironment;

    /// <summary>BSS's address.</summary>
    public override string ToString() => $"{BssUrl}";
}
