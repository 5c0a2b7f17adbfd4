namespace DreamLake.Engine.Services;

/// <summary>Whether a service knows batch calls: one is tried, and where it is not known none is made any more.</summary>
internal sealed class BatchSupport
{
    private volatile bool _isUnknown;

    /// <summary>False once the service has said that it knows none.</summary>
    public bool IsExpected => !_isUnknown;

    /// <summary>Whether the refusal of a whole batch is no word about its items, so that the single calls have to tell.</summary>
    /// <param name="status">The HTTP status of the refusal.</param>
    public bool LeavesToSingleCalls(int status)
    {
        if (status is 404 or 405) _isUnknown = true;
        // A token that is refused, a proxy, and what passes by waiting are the same for each. What else a service does not like of a batch
        // it may well take one by one.
        return status is >= 400 and < 500 and not (401 or 407 or 408 or 425 or 429);
    }
}
