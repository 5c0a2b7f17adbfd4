using DreamLake.Simulation.Playing;

namespace DreamLake.Simulation.Invariants;

/// <summary>No content stays for ever: what was registered, and nothing refers to any more, is gone once its time has passed.</summary>
/// <remarks>What a client was told to be complete and never registered stays: it may still be.</remarks>
internal sealed class LeftContents(World world)
{
    private const string InUse = """
        SELECT Key FROM contents WHERE SameAs IS NULL AND EXISTS (
            SELECT 1 FROM media JOIN contents AS own ON own.Id = media.ContentId
            WHERE own.Id = contents.Id OR own.SameAs = contents.Id)
        """;

    private const string NeverRegistered = """
        SELECT Key FROM contents WHERE NOT EXISTS (
            SELECT 1 FROM uploads WHERE uploads.ContentId = contents.Id AND uploads.IsRegistered)
        UNION SELECT S3Key FROM uploads WHERE ContentId IS NULL
        """;

    // Assets go, then contents that only they held, then the objects: each is due by the clock when what was before it is gone.
    private const int Months = 3;

    // Longer than an asset stays in the trash and an upload is remembered.
    private static readonly TimeSpan LongerThanAnything = TimeSpan.FromDays(31);

    // Sweeps come by the minute.
    private static readonly TimeSpan OneSweep = TimeSpan.FromSeconds(65);

    /// <summary>Lets the time pass, and looks.</summary>
    public async Task CheckAsync()
    {
        var mayStay = world.Lake.Tables.Read("bss", NeverRegistered);
        for (var month = 0; month < Months; month++)
        {
            world.ClockOf(0).Offset += LongerThanAnything;
            await world.Loop.DelayAsync(OneSweep);
        }

        var inUse = world.Lake.Tables.Read("bss", InUse).Concat(mayStay).ToHashSet(StringComparer.Ordinal);
        foreach (var key in world.Bytes.Keys().Where(key => !inUse.Contains(key)))
            world.Verdict.Break($"No medium has '{key}', and it lies in the pool for ever.");
        foreach (var name in world.Lake.Tables.Read("server", "SELECT Name FROM assets WHERE TrashedAt IS NOT NULL"))
            world.Verdict.Break($"'{name}' lies in the trash for ever.");
        foreach (var id in world.Lake.Tables.Read("bss", "SELECT Name FROM media WHERE TrashedAt IS NOT NULL"))
            world.Verdict.Break($"The medium of '{id}' lies in the trash for ever.");
    }
}
