using DreamLake.Engine;
using DreamLake.Presentation;

namespace DreamLake.Cli.Catalog;

/// <summary>What a download came to.</summary>
internal sealed class DownloadTally
{
    private int _received;
    private int _alreadyHere;
    private int _others;
    private long _bytes;

    /// <summary>Whether every file is here.</summary>
    public bool AllHere => _others == 0;

    /// <summary>Whether no lake answers, or it refused the token.</summary>
    public bool IsWithoutLake { get; private set; }

    /// <summary>Counts a result.</summary>
    public void Count(ReceiveResult result)
    {
        _bytes += result.BytesReceived;
        if (result.Outcome == ReceiveOutcome.Received) _received++;
        else if (result.Outcome == ReceiveOutcome.AlreadyHere) _alreadyHere++;
        else _others++;
        IsWithoutLake |= result.Error is { StopsRun: true };
    }

    /// <summary>It in one line.</summary>
    public string Summary() =>
        $"{Units.Count(_received, "file")} received ({Units.Size(_bytes)}), {_alreadyHere} already here"
        + (_others == 0 ? "." : $", {_others} not: what came is kept, and the same command goes on.");
}
