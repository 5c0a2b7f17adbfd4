using DreamLake.Cli.Files;
using DreamLake.Cli.Screen;
using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Presentation.Folders;
using DreamLake.Protocol;

namespace DreamLake.Cli.Commands;

/// <summary><c>--dry-run</c>: what an upload would do, said and not done.</summary>
internal static class DryRun
{
    /// <summary>Says it, a line for each file, and the plan that the run would begin with.</summary>
    /// <returns>0 where all could be uploaded, else 1: the same as the run would say.</returns>
    public static async Task<int> RunAsync(
        FileSelection selection, LakeConnection lake, UploadOptions options, UploadScreen screen, CancellationToken cancellationToken)
    {
        var tally = new UploadTally();
        var previews = new UploadPreviews(options);
        var planner = new BatchPlanner(previews, lake);
        foreach (var group in selection.Entries.Chunk(LookupRequest.MostNames))
        {
            var files = group.Where(entry => entry.LeftOut is null).Select(entry => entry.RequestAt(selection.Place));
            await previews.AskAsync(files, lake, cancellationToken);
            foreach (var entry in group)
            {
                if (entry.LeftOut is { } left) Count(left, tally, screen);
                await PlanAsync(entry, selection.Place, planner, tally, screen, cancellationToken);
            }
        }

        screen.ShowPlan(planner.Plan);
        return tally.ExitCodeFor(cancellationToken.IsCancellationRequested);
    }

    private static void Count(LeftOut left, UploadTally tally, UploadScreen screen)
    {
        screen.ShowLeftOut(left);
        tally.Count(left);
    }

    private static async Task PlanAsync(
        FolderEntry entry, UploadRequest place, BatchPlanner planner, UploadTally tally, UploadScreen screen,
        CancellationToken cancellationToken)
    {
        var request = entry.RequestAt(place);
        try
        {
            if (await planner.AddAsync(entry, place, cancellationToken) is { } preview) screen.ShowPlanned(request, preview);
        }
        catch (UploadException fault)
        {
            var refused = new UploadResult { Request = request, Outcome = UploadOutcome.Failed, Error = fault };
            screen.Show(refused, lakeFolder: null);
            tally.Count(refused);
        }
    }
}
