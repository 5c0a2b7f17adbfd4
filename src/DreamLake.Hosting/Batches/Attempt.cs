using System.Runtime.ExceptionServices;

namespace DreamLake.Hosting.Batches;

/// <summary>What came of one of several: its value, or the fault that it ended with.</summary>
/// <typeparam name="T">The value.</typeparam>
public sealed class Attempt<T>
    where T : class
{
    private readonly T? _value;

    /// <summary>One that succeeded.</summary>
    public Attempt(T value) => _value = value;

    /// <summary>One that failed.</summary>
    public Attempt(Exception fault) => Fault = fault;

    /// <summary>The fault; null where it succeeded.</summary>
    public Exception? Fault { get; }

    /// <summary>The value; a fault is thrown as it was.</summary>
    public T Take()
    {
        if (Fault is not null) ExceptionDispatchInfo.Throw(Fault);
        return _value!;
    }
}

/// <summary>Does the same for each of several, so that none's failure touches another.</summary>
public static class Attempts
{
    /// <summary>Does it once.</summary>
    /// <param name="doAsync">What is done.</param>
    /// <param name="cancellationToken">Gives up; that is no item's failure, and is thrown.</param>
    public static async Task<Attempt<T>> MakeAsync<T>(Func<Task<T>> doAsync, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return new(await doAsync());
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            return new(fault);
        }
    }

    /// <summary>Does it once, at once.</summary>
    /// <param name="make">What is done.</param>
    public static Attempt<T> Make<T>(Func<T> make)
        where T : class
    {
        try
        {
            return new(make());
        }
        catch (Exception fault)
        {
            return new(fault);
        }
    }

    /// <summary>Goes on with those that have not failed: what came of all in the end, in their order.</summary>
    /// <param name="made">What came of each so far.</param>
    /// <param name="goOnAsync">Takes the values of those that succeeded, and answers for each in its order.</param>
    public static async Task<IReadOnlyList<Attempt<TResult>>> GoOnAsync<T, TResult>(
        IReadOnlyList<Attempt<T>> made, Func<IReadOnlyList<T>, Task<IReadOnlyList<Attempt<TResult>>>> goOnAsync)
        where T : class
        where TResult : class
    {
        var further = await goOnAsync([.. made.Where(attempt => attempt.Fault is null).Select(attempt => attempt.Take())]);
        var next = 0;
        return [.. made.Select(attempt => attempt.Fault is { } fault ? new Attempt<TResult>(fault) : further[next++])];
    }

    /// <summary>Does it for each, a few at once; what came of each, in their order.</summary>
    /// <param name="items">Those for which it is done.</param>
    /// <param name="atOnce">How many at once.</param>
    /// <param name="doAsync">What is done.</param>
    /// <param name="cancellationToken">Gives up; that is no item's failure, and is thrown.</param>
    public static async Task<IReadOnlyList<Attempt<TResult>>> MakeEachAsync<TItem, TResult>(
        IReadOnlyList<TItem> items, int atOnce, Func<TItem, Task<TResult>> doAsync, CancellationToken cancellationToken)
        where TResult : class
    {
        var made = new Attempt<TResult>[items.Count];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(atOnce, items.Count)).Select(_ => MakeOneAfterTheOtherAsync()));
        return made;

        async Task MakeOneAfterTheOtherAsync()
        {
            for (int index; (index = Interlocked.Increment(ref next)) < items.Count;)
                made[index] = await MakeAsync(() => doAsync(items[index]), cancellationToken);
        }
    }
}
