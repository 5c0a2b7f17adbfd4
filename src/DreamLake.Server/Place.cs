using System.Security.Claims;
using System.Text;
using DreamLake.Hosting;
using DreamLake.Protocol;

namespace DreamLake.Server;

/// <summary>Where an asset hangs: an episode, or a space itself. Its names are checked.</summary>
internal sealed record Place
{
    /// <summary>The longest episode and asset name, in bytes of UTF-8: what an S3 key holds, and within what an index takes.</summary>
    private const int MaxPathBytes = 1024;

    private Place(string @namespace, string space, string? episode) => (Namespace, Space, Episode) = (@namespace, space, episode);

    public string Namespace { get; }

    public string Space { get; }

    /// <summary>Null for the space itself.</summary>
    public string? Episode { get; }

    /// <summary>Checks the names. An empty episode is one that was left out, as in <c>?episode=</c>.</summary>
    /// <exception cref="RefusalException">400 for a missing field, 422 for a name that cannot be one.</exception>
    public static Place Of(string? @namespace, string? space, string? episode)
    {
        var place = new Place(
            RefusalException.Required(@namespace, "namespace"), RefusalException.Required(space, "space"), string.IsNullOrEmpty(episode) ? null : episode);
        var fault = NameRules.Fault("namespace", place.Namespace)
            ?? NameRules.Fault("space", place.Space)
            ?? (place.Episode is null ? null : NameRules.PathFault("episode", place.Episode) ?? LengthFault("episode", place.Episode));
        return fault is null ? place : throw RefusalException.Wrong($"There cannot be such a place: {fault}.");
    }

    /// <summary>The place, where the bearer may use it.</summary>
    /// <exception cref="RefusalException">403 where not.</exception>
    public Place For(ClaimsPrincipal bearer) => bearer.Owns(Namespace) ? this : throw RefusalException.NotYours(Namespace);

    /// <summary>An asset's name.</summary>
    /// <exception cref="RefusalException">400 where it is missing, 422 where it cannot be one.</exception>
    public static AssetName NameOf(string? path, string field)
    {
        try
        {
            var name = AssetName.Parse(RefusalException.Required(path, field));
            if (LengthFault("asset name", name.Path) is { } fault) throw RefusalException.Wrong($"There cannot be such an asset: {fault}.");
            return name;
        }
        catch (FormatException format)
        {
            throw RefusalException.Wrong(format.Message);
        }
    }

    /// <summary>The place as a person writes it.</summary>
    public override string ToString() => $"{Namespace}@{Space}" + (Episode is null ? "" : ":" + Episode);

    private static string? LengthFault(string what, string path) =>
        Encoding.UTF8.GetByteCount(path) > MaxPathBytes ? $"the {what} is longer than {MaxPathBytes} bytes" : null;
}
