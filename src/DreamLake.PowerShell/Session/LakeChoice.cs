using System.Net;
using System.Security;
using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.PowerShell.Session;

/// <summary>Which lake a person chose, and with which token; what was not said is left to the environment, whenever it is asked.</summary>
/// <param name="bss">BSS's address.</param>
/// <param name="server">DreamLake Server's address.</param>
/// <param name="token">The bearer token; a copy is kept.</param>
internal sealed class LakeChoice(Uri? bss, Uri? server, SecureString? token)
{
    // The caller's own is the caller's to dispose of.
    private readonly SecureString? _token = token?.Copy();

    /// <summary>A choice of nothing: all is the environment's.</summary>
    public static LakeChoice OfEnvironment { get; } = new(null, null, null);

    /// <summary>
    /// Where the token comes from: <c>Connect-DreamLake</c>, the environment variable's name, <c>dreamlake serve</c> for that of the lake
    /// that runs on this machine, or <c>None</c>.
    /// </summary>
    public string TokenSource =>
        _token is not null ? "Connect-DreamLake"
        : !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(LakeDefaults.TokenVariable)) ? LakeDefaults.TokenVariable
        : Lake().Token is not null ? "dreamlake serve"
        : "None";

    /// <summary>The lake.</summary>
    /// <exception cref="FormatException">An address or the token cannot be one.</exception>
    public LakeConnection Lake() => ServedLake.Join(LakeConnection.FromEnvironment(variable => variable switch
    {
        LakeDefaults.BssUrlVariable when bss is not null => bss.AbsoluteUri,
        LakeDefaults.ServerUrlVariable when server is not null => server.AbsoluteUri,
        LakeDefaults.TokenVariable when _token is not null => new NetworkCredential("", _token).Password,
        _ => Environment.GetEnvironmentVariable(variable),
    }));
}
