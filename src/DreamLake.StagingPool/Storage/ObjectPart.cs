using DreamLake.StagingPool.Payload;

namespace DreamLake.StagingPool.Storage;

/// <summary>A part that an object was put together from, as clients count them.</summary>
/// <param name="Number">The number that it was uploaded with.</param>
/// <param name="Offset">Where it begins in the object.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Checksum">Its checksum; null where it has none.</param>
internal sealed record ObjectPart(int Number, long Offset, long Size, Checksum? Checksum)
{
    /// <summary>The parts of an object, ascending; one that was put in one piece has one.</summary>
    public static IReadOnlyList<ObjectPart> AllOf(ObjectManifest manifest)
    {
        if (!MultipartETag.Is(manifest.ETag)) return [new ObjectPart(1, 0, manifest.Size, manifest.Checksum)];
        var parts = new List<ObjectPart>();
        var offset = 0L;
        // The files of a part stand behind each other, and each says in its name which part it belongs to.
        foreach (var file in manifest.Parts)
        {
            var name = PartFile.Read(file.File[(file.File.LastIndexOf('/') + 1)..]);
            var number = name?.Number ?? parts.Count + 1;
            if (parts.Count > 0 && parts[^1].Number == number) parts[^1] = parts[^1] with { Size = parts[^1].Size + file.Size };
            else parts.Add(new ObjectPart(number, offset, file.Size, name?.Checksum));
            offset += file.Size;
        }

        return parts;
    }
}
