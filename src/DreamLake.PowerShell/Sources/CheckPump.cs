using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Catalog;
using DreamLake.PowerShell.Errors;
using DreamLake.PowerShell.Progress;
using DreamLake.PowerShell.Waiting;
using DreamLake.Presentation;
using DreamLake.Protocol;

namespace DreamLake.PowerShell.Sources;

/// <summary>Checks the files of a pipeline, and writes what came of them on its thread.</summary>
/// <remarks>
/// It stands between the cmdlet and the engine because PowerShell looks at every member of a cmdlet, before the engine is loaded.
/// </remarks>
internal sealed class CheckPump
{
    private const string Activity = "Comparing with DreamLake";
    private readonly List<UploadRequest> _requests = [];
    private readonly HashSet<(EpisodeAddress Episode, string? To)> _places = [];

    /// <summary>Plans files.</summary>
    public void Add(UploadRequest place, IEnumerable<UploadRequest> requests)
    {
        _places.Add((place.Episode, place.To));
        _requests.AddRange(requests);
    }

    /// <summary>Checks what was planned.</summary>
    public void Run(PSCmdlet cmdlet, CatalogReader reader, bool isDeep, bool listsMissing, string? reportPath)
    {
        if (_places.Count == 0) return;
        using var report = Open(cmdlet, reportPath);
        using var checker = new LakeChecker(reader.Lake, new CheckOptions { Deep = isDeep });
        var bar = new ReadBar(cmdlet, Activity, _requests.Count, () => checker.BytesRead);
        void Write(CheckResult result)
        {
            report?.WriteLine(CheckReport.LineOf(result, reader.Lake.Name, isDeep));
            if (result.Error is { } fault) End(cmdlet, fault, result.Path);
            else cmdlet.WriteObject(Mapped(result));
        }

        foreach (var result in reader.Pull(checker.CheckAsync(PlannedItems.OneByOneAsync(_requests), reader.Stopping), null, bar.Show))
        {
            Write(result);
            bar.Done++;
        }

        if (listsMissing)
        {
            foreach (var (episode, to) in _places)
            {
                var missing = checker.OnlyInLakeAsync(episode, to, reader.Stopping);
                foreach (var result in reader.Pull(missing, episode.ToString())) Write(result);
            }
        }

        bar.End();
    }

    private static void End(PSCmdlet cmdlet, Engine.UploadException fault, string? path)
    {
        if (fault.StopsRun) cmdlet.ThrowTerminatingError(ErrorRecords.Of(fault, path));
        else cmdlet.WriteError(ErrorRecords.Of(fault, path));
    }

    private static DreamLakeCheck Mapped(CheckResult result) => new()
    {
        Path = result.Path,
        Status = result.Outcome.ToString(),
        Reason = result.Reason,
        Episode = result.Episode?.ToString() ?? "",
        Name = result.Name?.Path ?? "",
        Type = result.Type is { } type ? Enum.Parse<AssetType>(type.Name) : null,
        Size = result.Size ?? result.Asset?.Size,
        Sha256 = result.Sha256,
        AssetId = result.Asset?.Id,
        VerifiedAt = result.Asset?.Verified?.At.LocalDateTime,
    };

    private static StreamWriter? Open(PSCmdlet cmdlet, string? path)
    {
        try
        {
            return path is null ? null : new StreamWriter(path) { NewLine = "\n" };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.Create(
                fault, nameof(UploadError.FileUnwritable), ErrorCategory.WriteError, path,
                $"The report '{path}' cannot be written: {fault.Message}", "Name another file; nothing was compared."));
            throw;
        }
    }
}
