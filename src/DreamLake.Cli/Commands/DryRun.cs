using DreamLake.Cli.Files;
using DreamLake.Cli.Screen;
using DreamLake.Engine;

namespace DreamLake.Cli.Commands;

/// <summary><c>--dry-run</c>: what an upload would do, said and not done.</summary>
internal static class DryRun
{
    /// <summary>Says it, a line for each file.</summary>
    /// <returns>0 where all could be uploaded, else 1: the same as the run would say.</returns>
    public static async Task<int> RunAsync(
        FileSelection selection, LakeConnection lake, UploadScreen screen, CancellationToken cancellationToken)
    {
        var tally = new UploadTally(selection.LeftOut);
        var previews = new UploadPreviews();
        foreach (var left in selection.LeftOut) screen.ShowLeftOut(left);
        foreach (var request in selection.Requests)
        {
            try
            {
                var preview = await previews.OfAsync(request, lake, cancellationToken);
                screen.ShowPlanned(request, preview);
                tally.CountPlanned(preview);
            }
            catch (UploadException fault)
            {
                var refused = new UploadResult { Request = request, Outcome = UploadOutcome.Failed, Error = fault };
                screen.Show(refused, lakeFolder: null);
                tally.Count(refused);
            }
        }

        foreach (var line in tally.Summary()) screen.Summarize(line);
        return tally.ExitCodeFor(cancellationToken.IsCancellationRequested);
    }
}
