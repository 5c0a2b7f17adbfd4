using System.Text.Json;
using DreamLake.Disk;
using DreamLake.Protocol;

namespace DreamLake.Engine;

/// <summary>
/// The lake that <c>dreamlake serve</c> runs on this machine in its usual folder: its owner's token lies there, and a person need not pass
/// it on.
/// </summary>
/// <remarks>
/// The token goes to that lake alone: to addresses of this machine itself, which are the very ones at which the process says that it
/// listens, and only while it holds the folder, so that nobody else can have taken them.
/// </remarks>
public static class ServedLake
{
    /// <summary>The connection with the token of the lake's owner, where it has none and leads to that lake; else as it is.</summary>
    /// <param name="lake">The connection.</param>
    public static LakeConnection Join(LakeConnection lake) => Join(lake, LakeFolderFiles.UsualFolder());

    /// <summary>The same for a lake in another folder.</summary>
    internal static LakeConnection Join(LakeConnection lake, string folder)
    {
        ArgumentNullException.ThrowIfNull(lake);
        if (lake.Token is not null || lake.TokenProvider is not null || !lake.Bss.IsLoopback || !lake.Server.IsLoopback) return lake;
        try
        {
            return IsServedAt(lake, Path.Combine(folder, LakeFolderFiles.Running)) && IsHeld(Path.Combine(folder, LakeFolderFiles.Lock))
                && LakeConnection.CheckedToken(File.ReadAllText(Path.Combine(folder, LakeFolderFiles.Token)).Trim()) is { } token
                ? lake with { Token = token }
                : lake;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            // No lake of this person's, or one that is just ending: the request goes without a token, and the lake answers that.
            return lake;
        }
    }

    private static bool IsServedAt(LakeConnection lake, string running)
    {
        if (!File.Exists(running)) return false;
        using var said = JsonDocument.Parse(File.ReadAllBytes(running));
        return said.RootElement.TryGetProperty("isServing", out var isServing) && isServing.ValueKind == JsonValueKind.True
            && IsSame(said, "bss", lake.Bss) && IsSame(said, "server", lake.Server);
    }

    // To the letter: at another name of this machine another process may listen.
    private static bool IsSame(JsonDocument said, string name, Uri address) =>
        said.RootElement.TryGetProperty(name, out var value) && Uri.TryCreate(value.GetString(), UriKind.Absolute, out var told)
        && told.GetLeftPart(UriPartial.Authority) == address.GetLeftPart(UriPartial.Authority);

    // What a process that was killed said stays in its file; its lock does not.
    private static bool IsHeld(string path)
    {
        if (!File.Exists(path)) return false;
        using var free = new LocalDisk().TryLock(path);
        return free is null;
    }
}
