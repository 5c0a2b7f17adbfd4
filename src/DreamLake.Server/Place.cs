using System.Security.Claims;
using DreamLake.Hosting;
using DreamLake.Protocol;

namespace DreamLake.Server;

/// <summary>Where an asset hangs: an episode, or a space itself. Its names are checked.</summary>
internal sealed record Place
{
    private Place(string @namespace, string space, string? episode) => (Namespace, Space, Episode) = (@namespace, space, episode);

    public string Namespace { get; }

    public string Space { get; }

    /// <summary>Null for the space itself.</summary>
    public string? Episode { get; }

    /// <summary>
    /// Checks the names, and keeps them in one form (NFC). An empty episode is one that was left out, as in <c>?episode=</c>.
    /// </summary>
    /// <exception cref="RefusalException">400 for a missing field, 422 for a name that cannot be one.</exception>
    public static Place Of(string? @namespace, string? space, string? episode)
    {
        var place = new Place(
            NameRules.Normalize(RefusalException.Required(@namespace, "namespace")),
            NameRules.Normalize(RefusalException.Required(space, "space")),
            string.IsNullOrEmpty(episode) ? null : NameRules.Normalize(episode));
        var fault = NameRules.Fault("namespace", place.Namespace)
            ?? NameRules.Fault("space", place.Space)
            ?? (place.Episode is null ? null : NameRules.PathFault("episode", place.Episode));
        return fault is null ? place : throw RefusalException.Wrong($"There cannot be such a place: {fault}.");
    }

    /// <summary>The place, where the bearer may use it.</summary>
    /// <exception cref="RefusalException">403 where not.</exception>
    public Place For(ClaimsPrincipal bearer) =>
        bearer.Owns(Namespace, Space) ? this : throw RefusalException.NotYours(bearer, Namespace, Space);

    /// <summary>An asset's name.</summary>
    /// <exception cref="RefusalException">400 where it is missing, 422 where it cannot be one.</exception>
    public static AssetName NameOf(string? path, string field)
    {
        try
        {
            return AssetName.Parse(RefusalException.Required(path, field));
        }
        catch (FormatException format)
        {
            throw RefusalException.Wrong(format.Message);
        }
    }

    /// <summary>The place as a person writes it, as far as an error repeats a text.</summary>
    public override string ToString() => NameRules.Printable($"{Namespace}@{Space}" + (Episode is null ? "" : ":" + Episode));
}
