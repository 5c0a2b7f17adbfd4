using System.CommandLine;
using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Protocol;

namespace DreamLake.Cli.Catalog;

/// <summary>The one asset that a verb is about: <c>ADDRESS PATH</c>, or <c>--id</c>.</summary>
internal sealed class NamedAsset
{
    private readonly Argument<string[]> _place = new("ADDRESS PATH")
    {
        Description = "Where it is, [namespace@]space[:episode], and its name there.", Arity = new ArgumentArity(0, 2),
    };

    private readonly Option<string?> _id = new("--id") { Description = "The asset's id, in their place.", HelpName = "ID" };

    private readonly Option<string?> _type =
        new("--type", "-t") { Description = "video, audio, label-track or text-track, where several have the name.", HelpName = "TYPE" };

    /// <summary>Adds all of it to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_place);
        command.Options.Add(_id);
        command.Options.Add(_type);
    }

    /// <summary>The id, where it is given.</summary>
    /// <exception cref="UsageException">Both are given, or neither.</exception>
    public string? Id(ParseResult parsed) => (parsed.GetValue(_id), parsed.GetValue(_place)) switch
    {
        ({ } id, null or []) => id,
        (null, [_, _]) => null,
        _ => throw new UsageException("Give an address and a name (alice@robotics:run-042 /camera/run01.mp4), or --id alone."),
    };

    /// <summary>
    /// The asset of the name: the present one, or of those in the trash the one that was removed last; null where there is none.
    /// </summary>
    /// <exception cref="UsageException">The address, the name or the type is none, or several types have the name.</exception>
    /// <exception cref="UploadException">The lake does not answer, refuses, or has no such place.</exception>
    public async Task<LakeAsset?> FindAsync(ParseResult parsed, LakeCatalog catalog, bool isTrash, CancellationToken cancellationToken)
    {
        var (address, name) = Place(parsed);
        if (!AssetTypeWord.TryParse(parsed.GetValue(_type), out var type, out var fault)) throw new UsageException(fault);
        var query = new AssetQuery { Episode = address, Prefix = name.Path, Type = type, Trash = isTrash };
        var found = new List<LakeAsset>();
        await foreach (var asset in catalog.ListAsync(query, cancellationToken))
        {
            if (asset.Name == name && asset.Episode.Episode == address.Episode) found.Add(asset);
        }

        if (found.Select(asset => asset.Type).Distinct().Count() > 1)
            throw new UsageException($"Several types have the name {name}: {string.Join(", ", found.Select(a => a.Type.Word).Distinct())}. "
                + "Give --type.");
        return found.MaxBy(asset => asset.TrashedAt);
    }

    private (EpisodeAddress Address, AssetName Name) Place(ParseResult parsed)
    {
        var place = parsed.GetValue(_place)!;
        if (!EpisodeAddress.TryParse(place[0], out var address, out var fault)) throw new UsageException(fault);
        try
        {
            return (address, AssetName.Parse(place[1]));
        }
        catch (FormatException format)
        {
            throw new UsageException(format.Message);
        }
    }
}
