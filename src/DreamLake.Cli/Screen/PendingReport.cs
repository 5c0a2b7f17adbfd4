using DreamLake.Engine;
using DreamLake.Presentation;

namespace DreamLake.Cli.Screen;

/// <summary>A pending upload, for scripts: a line of <c>status --json</c> and of <c>forget --json</c>.</summary>
internal sealed record PendingReport
{
    /// <summary>16 hex digits.</summary>
    public required string Hash { get; init; }

    /// <summary>The file's full path.</summary>
    public string? Path { get; init; }

    /// <summary>Where it goes.</summary>
    public string? Episode { get; init; }

    /// <summary>The asset's name.</summary>
    public string? Name { get; init; }

    /// <summary>The type's word.</summary>
    public string? Type { get; init; }

    /// <summary>Bytes.</summary>
    public long? Size { get; init; }

    /// <summary>Its parts.</summary>
    public int Parts { get; init; }

    /// <summary>The parts that are stored.</summary>
    public int PartsDone { get; init; }

    /// <summary>How much is done: 0 to 99.</summary>
    public int Percent { get; init; }

    /// <summary><c>Running</c>, <c>Paused</c>, <c>FileChanged</c>, <c>FileMissing</c>, <c>Expired?</c> or <c>Problem</c>.</summary>
    public required string State { get; init; }

    /// <summary>Who has it in hand.</summary>
    public string? RunningBy { get; init; }

    /// <summary>Why its state cannot be read.</summary>
    public string? Problem { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Advice { get; init; }

    /// <summary>The lake that it goes to.</summary>
    public string? Lake { get; init; }

    /// <summary>When something of it was last stored.</summary>
    public DateTimeOffset LastProgress { get; init; }

    /// <summary>Where its state lies.</summary>
    public required string StateFile { get; init; }

    /// <summary>What was done with it: <c>forgotten</c> or <c>failed</c>.</summary>
    public string? Outcome { get; init; }

    /// <summary>Why it was not forgotten.</summary>
    public ReportedError? Error { get; init; }

    /// <summary>The report of one.</summary>
    public static PendingReport Of(PendingUpload upload) => new()
    {
        Hash = upload.Hash,
        Path = upload.Path,
        Episode = upload.Episode?.ToString(),
        Name = upload.Name?.Path,
        Type = upload.Type?.Word,
        Size = upload.Size,
        Parts = upload.Parts,
        PartsDone = upload.PartsDone,
        Percent = upload.Percent,
        State = PendingState.Of(upload, TimeProvider.System.GetUtcNow()),
        RunningBy = upload.RunningBy,
        Problem = upload.Problem,
        Advice = PendingState.AdviceOf(upload),
        Lake = upload.Lake,
        LastProgress = upload.LastProgress,
        StateFile = upload.StateFile,
    };
}
