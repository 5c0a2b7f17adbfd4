using System.Management.Automation.Runspaces;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security;
using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.PowerShell.Session;

/// <summary>
/// What a PowerShell session was told by <c>Connect-DreamLake</c>, and the episodes it sent to. Each session has its own.
/// </summary>
internal sealed class LakeSession
{
    // PowerShell gives a module no object of its own for each session; the table holds none longer than its session lives.
    private static readonly ConditionalWeakTable<Runspace, LakeSession> Sessions = [];

    private readonly LinkedList<string> _episodes = [];
    private Uri? _bss;
    private Uri? _server;
    private SecureString? _token;

    /// <summary>The session of the calling pipeline.</summary>
    public static LakeSession Current => Sessions.GetOrCreateValue(Runspace.DefaultRunspace);

    /// <summary>The episodes that this session sent to, the last one first.</summary>
    public IEnumerable<string> Episodes => _episodes;

    /// <summary>Where the token comes from: <c>Connect-DreamLake</c>, the environment variable's name, or <c>None</c>.</summary>
    public string TokenSource =>
        _token is not null ? "Connect-DreamLake"
        : string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(LakeDefaults.TokenVariable)) ? "None"
        : LakeDefaults.TokenVariable;

    /// <summary>Ends the session of the calling pipeline.</summary>
    public static void End()
    {
        if (Runspace.DefaultRunspace is not { } runspace || !Sessions.TryGetValue(runspace, out var session)) return;
        session.Disconnect();
        Sessions.Remove(runspace);
    }

    /// <summary>Takes what was given; what is null is left to the environment.</summary>
    public void Connect(Uri? bss, Uri? server, SecureString? token)
    {
        Disconnect();
        // A copy: the caller's is the caller's to dispose of.
        (_bss, _server, _token) = (bss, server, token?.Copy());
    }

    /// <summary>Leaves everything to the environment again.</summary>
    public void Disconnect()
    {
        _token?.Dispose();
        (_bss, _server, _token) = (null, null, null);
    }

    /// <summary>The lake that this session uses.</summary>
    /// <exception cref="FormatException">An address or the token cannot be one.</exception>
    public LakeConnection Lake() => LakeConnection.FromEnvironment(variable => variable switch
    {
        LakeDefaults.BssUrlVariable when _bss is not null => _bss.AbsoluteUri,
        LakeDefaults.ServerUrlVariable when _server is not null => _server.AbsoluteUri,
        LakeDefaults.TokenVariable when _token is not null => new NetworkCredential("", _token).Password,
        _ => Environment.GetEnvironmentVariable(variable),
    });

    /// <summary>Keeps an episode for completion.</summary>
    public void Remember(string episode)
    {
        const int Kept = 20;
        _episodes.Remove(episode);
        _episodes.AddFirst(episode);
        if (_episodes.Count > Kept) _episodes.RemoveLast();
    }
}
