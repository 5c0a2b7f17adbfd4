namespace DreamLake.Engine.Services;

/// <summary>How long a service asks to wait: seconds, or a date by its own clock.</summary>
internal static class RetryAfter
{
    /// <summary>The wait that an answer asks for; null where it asks for none.</summary>
    public static TimeSpan? Of(HttpResponseMessage answer, TimeProvider time) => answer.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } date } when date - (answer.Headers.Date ?? time.GetUtcNow()) is { Ticks: > 0 } wait => wait,
        _ => null,
    };
}
