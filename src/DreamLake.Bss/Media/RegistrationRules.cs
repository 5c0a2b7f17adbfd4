using DreamLake.Bss.Tables;
using DreamLake.Bss.Tracks;
using DreamLake.Bss.Uploads;
using DreamLake.Hosting;
using DreamLake.Protocol;

namespace DreamLake.Bss.Media;

/// <summary>What the fields of a registration may hold.</summary>
internal static class RegistrationRules
{
    /// <summary>The medium that a request means, as far as the request alone tells: what the stored content tells is left open.</summary>
    /// <exception cref="RefusalException">400: a field is missing or malformed. 422: the hashes differ, or the format is
    /// unknown.</exception>
    public static Medium Read(AssetType type, RegisterMediaRequest request, DateTimeOffset now)
    {
        var name = Name(request.Name);
        var stagingHash = UploadRules.Hash(request.StagingHash, "stagingHash");
        return new Medium
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            Type = type.Word,
            Owner = UploadRules.Name(request.Owner, "owner"),
            Project = UploadRules.Name(request.Project, "project"),
            Episode = Episode(request.EpisodeId),
            Name = name.Path,
            StagingHash = stagingHash,
            Sha256 = UploadRules.Sha256(request.Sha256, stagingHash, "stagingHash"),
            ModifiedAt = request.ModifiedAt?.ToUniversalTime(),
            ContentType = string.IsNullOrEmpty(request.ContentType) ? null : UploadRules.ContentType(request.ContentType),
            Format = TrackFormats.WordOf(type, request.Format, name),
            CreatedAt = now,
        };
    }

    private static AssetName Name(string? name)
    {
        try
        {
            return AssetName.Parse(RefusalException.Required(name, "name"));
        }
        catch (FormatException fault)
        {
            throw RefusalException.Malformed(fault.Message);
        }
    }

    private static string Episode(string? episode)
    {
        if (string.IsNullOrEmpty(episode)) return "";
        var name = NameRules.Normalize(episode);
        return NameRules.PathFault("episodeId", name) is { } fault
            ? throw RefusalException.Malformed($"The field 'episodeId' cannot name an episode: {fault}.")
            : name;
    }
}
