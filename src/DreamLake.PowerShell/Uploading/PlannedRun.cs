using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Waiting;
using DreamLake.Presentation;
using DreamLake.Presentation.Folders;

namespace DreamLake.PowerShell.Uploading;

/// <summary>
/// The plan of a batch, worked out beside it: it is said first, and where that takes longer than a second, as soon as it is whole.
/// </summary>
/// <param name="cmdlet">Says it.</param>
/// <param name="options">How the run goes.</param>
/// <param name="cancellationToken">Gives it up.</param>
internal sealed class PlannedRun(PSCmdlet cmdlet, UploadOptions options, CancellationToken cancellationToken)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    private readonly List<Task<UploadPlan?>> _plans = [];

    /// <summary>What the lake told it of names, for the run.</summary>
    public AskedNames Asked { get; } = new();

    /// <summary>Begins to work a plan out, and says it if that takes no longer than a second.</summary>
    /// <param name="entries">The batch: it is gone through here once, and by the run again.</param>
    /// <param name="place">Where it goes.</param>
    /// <param name="lake">Which lake.</param>
    public void Begin(IEnumerable<FolderEntry> entries, UploadRequest place, LakeConnection lake)
    {
        var plan = Task.Run(() => OfAsync(entries, place, lake), CancellationToken.None);
        _plans.Add(plan);
        BlockingCall.Run(() => Task.WhenAny(plan, Task.Delay(Longest, TimeProvider.System, cancellationToken)));
        SayWhatIsWhole();
    }

    /// <summary>Says the plans that became whole since.</summary>
    public void SayWhatIsWhole()
    {
        foreach (var plan in _plans.Where(plan => plan.IsCompleted).ToArray())
        {
            _plans.Remove(plan);
            if (BlockingCall.Run(() => plan) is { } whole) Say(cmdlet, whole);
        }
    }

    /// <summary>Says a plan.</summary>
    public static void Say(PSCmdlet cmdlet, UploadPlan plan)
    {
        foreach (var line in plan.Lines()) RunSummary.Say(cmdlet, $"plan: {line}");
    }

    private async Task<UploadPlan?> OfAsync(IEnumerable<FolderEntry> entries, UploadRequest place, LakeConnection lake)
    {
        var planner = new BatchPlanner(UploadPreviews.OfPlan(options with { AskedNames = Asked }), lake);
        try
        {
            await planner.AddAllAsync(entries, place, cancellationToken).ConfigureAwait(false);
            return planner.Plan;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
