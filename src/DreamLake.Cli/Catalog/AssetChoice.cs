using System.CommandLine;
using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Protocol;

namespace DreamLake.Cli.Catalog;

/// <summary>Which assets a verb is about: an episode, names in it, a type, a content.</summary>
internal sealed class AssetChoice
{
    private readonly Argument<string[]> _names = new("NAME")
    {
        Description = "Names in the episode: how they begin (/camera/), or a pattern (quoted). Default: all.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _episode =
        new("--episode", "-e")
    {
        Description = "Where: [namespace@]space[:episode]. Default: all that the token reads.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _type =
        new("--type", "-t") { Description = "video, audio, label-track or text-track. Default: all four.", HelpName = "TYPE" };

    private readonly Option<string?> _hash =
        new("--hash") { Description = "The content: hex digits with which its SHA-256 begins.", HelpName = "DIGITS" };

    private readonly Option<bool> _allVersions =
        new("--all-versions") { Description = "Former versions of a name as well, which another content has replaced." };

    private readonly Option<bool> _trash =
        new("--trash") { Description = "What was removed and can be restored, and nothing else." };

    /// <summary>Adds all of it to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_names);
        foreach (var option in new Option[] { _episode, _type, _hash, _allVersions }) command.Options.Add(option);
    }

    /// <summary>Adds <c>--trash</c>, for a verb that shows what is in it.</summary>
    public void AddTrashTo(Command command) => command.Options.Add(_trash);

    /// <summary>Lists what is meant; each asset once, whichever of the names it fits.</summary>
    /// <exception cref="UsageException">The address or the type is none.</exception>
    /// <exception cref="UploadException">The lake does not answer, refuses, or has no such place.</exception>
    public async IAsyncEnumerable<LakeAsset> ListAsync(
        ParseResult parsed, LakeCatalog catalog,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = Query(parsed);
        if (query is { AllVersions: true, Trash: true }) throw new UsageException("--all-versions and --trash are given one at a time.");
        AssetPattern[] patterns = parsed.GetValue(_names) is { Length: > 0 } names
            ? [.. names.Select(name => new AssetPattern(name))]
            : [new AssetPattern(null)];
        for (var i = 0; i < patterns.Length; i++)
        {
            await foreach (var asset in catalog.ListAsync(query with { Prefix = patterns[i].Prefix }, cancellationToken))
            {
                if (patterns[i].Matches(asset) && !patterns[..i].Any(earlier => earlier.Fits(asset))) yield return asset;
            }
        }
    }

    private AssetQuery Query(ParseResult parsed) => new()
    {
        Episode = Episode(parsed.GetValue(_episode)),
        Type = AssetTypeWord.TryParse(parsed.GetValue(_type), out var type, out var fault) ? type : throw new UsageException(fault),
        Hash = parsed.GetValue(_hash),
        AllVersions = parsed.GetValue(_allVersions),
        Trash = parsed.GetValue(_trash),
    };

    private static EpisodeAddress? Episode(string? text) =>
        text is null ? null
        : EpisodeAddress.TryParse(text, out var address, out var fault) ? address
        : throw new UsageException(fault);
}
