using DreamLake.Disk;
using DreamLake.Engine.Content;
using DreamLake.Engine.Steps;

namespace DreamLake.Engine;

/// <summary>A file as it was read now, whole.</summary>
/// <param name="Size">Its bytes.</param>
/// <param name="Sha256">Its whole SHA-256.</param>
internal sealed record WholeRead(long Size, string Sha256)
{
    /// <summary>Reads a file from its first byte to its last; never from what was remembered of it.</summary>
    /// <param name="disk">Where it is.</param>
    /// <param name="path">The file.</param>
    /// <param name="onRead">Told of each number of bytes read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UploadException">It cannot be read, or changes meanwhile.</exception>
    public static async Task<WholeRead> OfAsync(IDisk disk, string path, Action<int> onRead, CancellationToken cancellationToken)
    {
        try
        {
            var before = FileErrors.Look(disk, path);
            var digest = await ContentReader.DigestAsync(disk, path, PartPlan.For(before.Size), onRead, cancellationToken)
                .ConfigureAwait(false);
            var now = FileErrors.Look(disk, path);
            return before == now ? new WholeRead(now.Size, digest.Sha256) : throw Changed(path, null);
        }
        catch (EndOfStreamException fault)
        {
            throw Changed(path, fault);
        }
        catch (Exception fault) when (FileErrors.Of(path, fault) is { } error)
        {
            throw error;
        }
    }

    private static UploadException Changed(string path, Exception? inner) => new(
        UploadError.FileChanged, $"'{path}' changed while it was read.",
        "Let whatever writes it finish, then run the same command again.", inner);
}
