using DreamLake.Engine;
using DreamLake.PowerShell.Session;
using DreamLake.Presentation;
using DreamLake.Presentation.Folders;
using DreamLake.Protocol;

namespace DreamLake.PowerShell;

/// <summary>What the engine tells, as the objects that the cmdlets write.</summary>
internal static class OutputMapping
{
    /// <summary>A stored file.</summary>
    public static DreamLakeUpload Result(UploadResult result)
    {
        var sent = result.Parts == 0 ? 0 : (double)result.Size * result.PartsSent / result.Parts;
        return new DreamLakeUpload
        {
            Path = result.Request.Path,
            Episode = result.Episode!.ToString(),
            Name = result.Name!.Path,
            Type = Enum.Parse<AssetType>(result.Type!.Name),
            Hash = result.Hash!,
            Size = result.Size,
            Parts = result.Parts,
            PartsSent = result.PartsSent,
            Duration = result.Duration,
            Speed = result.Duration > TimeSpan.Zero ? Math.Round(sent / result.Duration.TotalSeconds) : 0,
            BssId = result.BssId,
            AssetId = result.AssetId,
            EntryCount = result.EntryCount,
            Replaces = result.Replaces,
            Status = StatusOf(result),
            Sha256 = result.Sha256!,
            VerifiedAt = result.Asset?.Verified?.At.LocalDateTime,
            Incomplete = result.Asset?.Incomplete?.ToString(),
            Source = result.Freed?.Outcome.ToString(),
            PlaylistUrl = result.Asset?.PlaylistUrl,
        };
    }

    /// <summary>What a folder holds and the run leaves out.</summary>
    public static DreamLakeUpload Skipped(LeftOut left) => new() { Path = left.Path, Status = "Skipped", Reason = left.Words };

    private static string StatusOf(UploadResult result) => result.Asset switch
    {
        null => result.Outcome.ToString(),
        { Status: AssetStatus.Ready } => "Ready",
        _ => "Verified",
    };

    /// <summary>A pending upload.</summary>
    public static DreamLakeUploadState Pending(PendingUpload pending) => new()
    {
        Hash = pending.Hash,
        Path = pending.Path,
        Episode = pending.Episode?.ToString(),
        Name = pending.Name?.Path,
        Type = pending.Type is { } type ? Enum.Parse<AssetType>(type.Name) : null,
        Size = pending.Size,
        Parts = pending.Parts,
        PartsDone = pending.PartsDone,
        Percent = pending.Percent,
        Step = pending.Step.ToString(),
        StartedAt = pending.StartedAt?.LocalDateTime,
        LastProgress = pending.LastProgress.LocalDateTime,
        File = Enum.Parse<FileState>(pending.File.ToString()),
        State = PendingState.Of(pending, TimeProvider.System.GetUtcNow()),
        RunningBy = pending.RunningBy,
        Problem = pending.Problem,
        Advice = PendingState.AdviceOf(pending),
        Lake = pending.Lake,
        StateFile = pending.StateFile,
    };

    /// <summary>A lake that was chosen.</summary>
    /// <exception cref="FormatException">An address or the token cannot be one.</exception>
    public static DreamLakeConnection Connection(LakeChoice choice)
    {
        var lake = choice.Lake();
        return new DreamLakeConnection
        {
            BssUrl = WithoutSecrets(lake.Bss),
            ServerUrl = WithoutSecrets(lake.Server),
            Namespace = lake.Namespace,
            TokenSource = choice.TokenSource,
            Choice = choice,
        };
    }

    // An address may carry a user's name and password.
    private static Uri WithoutSecrets(Uri address) =>
        new(address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped));
}
