using System.Management.Automation;
using DreamLake.Presentation;

namespace DreamLake.PowerShell.Progress;

/// <summary>The bar of a run that reads files whole: it tells of bytes, and so grows within a large file too.</summary>
/// <param name="cmdlet">Shows it.</param>
/// <param name="activity">What the run does.</param>
/// <param name="files">How many files it has.</param>
/// <param name="bytesRead">Samples the bytes read so far, over all files.</param>
internal sealed class ReadBar(PSCmdlet cmdlet, string activity, int files, Func<long> bytesRead)
{
    private const int Id = 0;

    /// <summary>Files that have ended.</summary>
    public int Done { get; set; }

    /// <summary>Shows it as it is now; on the pipeline's thread.</summary>
    public void Show() => cmdlet.WriteProgress(
        new ProgressRecord(Id, activity, $"{Done} of {Units.Count(files, "file")}, {Units.Size(bytesRead())} read"));

    /// <summary>Takes it away.</summary>
    public void End() => cmdlet.WriteProgress(new ProgressRecord(Id, activity, "done") { RecordType = ProgressRecordType.Completed });
}
