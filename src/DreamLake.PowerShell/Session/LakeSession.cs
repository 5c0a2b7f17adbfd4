using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace DreamLake.PowerShell.Session;

/// <summary>
/// What a PowerShell session was told by <c>Connect-DreamLake</c>, and the episodes it sent to. Each session has its own.
/// </summary>
internal sealed class LakeSession
{
    // PowerShell gives a module no object of its own for each session; the table holds none longer than its session lives.
    private static readonly ConditionalWeakTable<Runspace, LakeSession> Sessions = [];

    private readonly LinkedList<string> _episodes = [];

    /// <summary>The session of the calling pipeline.</summary>
    public static LakeSession Current => Sessions.GetOrCreateValue(Runspace.DefaultRunspace);

    /// <summary>The episodes that this session sent to, the last one first.</summary>
    public IEnumerable<string> Episodes => _episodes;

    /// <summary>The folders that Tab has asked for.</summary>
    public KnownFolders Folders { get; } = new();

    /// <summary>The lake that it uses.</summary>
    public LakeChoice Choice { get; private set; } = LakeChoice.OfEnvironment;

    /// <summary>Ends the session of the calling pipeline.</summary>
    public static void End()
    {
        if (Runspace.DefaultRunspace is not { } runspace || !Sessions.TryGetValue(runspace, out var session)) return;
        session.Disconnect();
        Sessions.Remove(runspace);
    }

    /// <summary>Uses a lake from now on.</summary>
    public void Connect(LakeChoice choice) => Choice = choice;

    /// <summary>Leaves everything to the environment again.</summary>
    public void Disconnect() => Choice = LakeChoice.OfEnvironment;

    /// <summary>Keeps an episode for completion.</summary>
    public void Remember(string episode)
    {
        const int Kept = 20;
        _episodes.Remove(episode);
        _episodes.AddFirst(episode);
        if (_episodes.Count > Kept) _episodes.RemoveLast();
    }
}
