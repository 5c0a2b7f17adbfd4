using DreamLake.Engine.State;
using DreamLake.Protocol;

namespace DreamLake.Engine.Stages;

/// <summary>Where an upload goes, everything known: lake, namespace, space, episode, asset name, type.</summary>
/// <param name="Lake">The lake, as state files name it.</param>
/// <param name="Episode">The address, with its namespace.</param>
/// <param name="Name">The asset's name.</param>
/// <param name="Type">The asset's type.</param>
internal sealed record UploadTarget(StateLake Lake, EpisodeAddress Episode, AssetName Name, AssetType Type)
{
    /// <summary>The namespace: BSS's owner.</summary>
    public string Namespace => Episode.Namespace!;

    /// <summary>The space: BSS's project.</summary>
    public string Space => Episode.Space;

    /// <summary>The eight hex digits that tell the states of one content's targets apart.</summary>
    public string Tag => StateStore.TagOf($"{Lake.Name}\n{Episode}\n{Name}\n{Type.Word}");

    /// <summary>The target as a state file holds it.</summary>
    public StateTarget ToState() => new(Namespace, Space, Episode.Episode, Name.Path);

    /// <summary>Reads a request.</summary>
    /// <exception cref="UploadException">The type is unknown, the name cannot stand, or no namespace is to be had.</exception>
    public static UploadTarget Of(UploadRequest request, LakeConnection lake)
    {
        var type = request.Type ?? (AssetType.TryFromFileName(request.Path, out var known) ? known : throw new UploadException(
            UploadError.UnknownType,
            $"The extension of '{request.Path}' tells no type.",
            $"Known are {string.Join(' ', AssetType.All.SelectMany(t => t.Extensions))}; for another, " +
            $"name the type ({string.Join(", ", AssetType.All.Select(t => t.Word))})."));
        if (type == AssetType.TextTrack && type.FormatOf(request.Path) is not ("srt" or "vtt" or "jsonl"))
            throw new UploadException(UploadError.UnknownType, $"'{request.Path}' is no text track: those are .srt, .vtt or .jsonl.",
                "Nothing was sent. Name another type, or convert the file.");
        try
        {
            var episode = request.Episode.Namespace is not null
                ? request.Episode
                : request.Episode.WithNamespace(lake.Namespace ?? throw new FormatException(
                $"'{request.Episode}' names no namespace, and the token names none either. Write it in front: alice@{request.Episode}."));
            return new UploadTarget(new StateLake(lake.Name, LakeConnection.Shown(lake.Bss), LakeConnection.Shown(lake.Server)), episode,
                AssetName.For(request.To, request.Name ?? Path.GetFileName(request.Path)), type);
        }
        catch (FormatException fault)
        {
            throw new UploadException(UploadError.InvalidName, fault.Message, "Nothing was sent.", fault);
        }
    }
}
