namespace DreamLake.Lambda.Jobs;

/// <summary>A row of the table <c>dispatches</c>: a signed Lambda URL that was used up, whatever came of it.</summary>
internal sealed class Dispatch
{
    public required string MediaId { get; init; }

    public required string DispatchId { get; init; }

    /// <summary>When it was used up; the earliest time there is where that was before it was noted.</summary>
    public required DateTimeOffset At { get; init; }
}
