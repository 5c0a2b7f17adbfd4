namespace DreamLake.PowerShell.Waiting;

/// <summary>What a pipeline brought, once it is whole, as the engine takes it.</summary>
internal static class PlannedItems
{
    /// <summary>The items, one after the other.</summary>
    public static async IAsyncEnumerable<T> OneByOneAsync<T>(IEnumerable<T> items)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var item in items) yield return item;
    }
}
