using System.Diagnostics.CodeAnalysis;

namespace DreamLake.Protocol;

/// <summary>Where assets go: <c>[namespace@]space[:episode]</c>, for example <c>alice@robotics:experiments/2026/run-042</c>.</summary>
/// <remarks>Rules: protocol.md, "Addresses". An episode may hold slashes; no episode means the space itself.</remarks>
public sealed record EpisodeAddress
{
    private EpisodeAddress(string? @namespace, string space, string? episode)
    {
        Namespace = @namespace;
        Space = space;
        Episode = episode;
    }

    /// <summary>
    /// The namespace, or null where the address leaves it out: then it is the token's <c>username</c> claim, else <c>sub</c>.
    /// </summary>
    public string? Namespace { get; private init; }

    /// <summary>The space ("project" in BSS's words).</summary>
    public string Space { get; }

    /// <summary>The episode's name, or null for the space itself.</summary>
    public string? Episode { get; }

    /// <summary>The address with its namespace filled in, where it was left out.</summary>
    /// <exception cref="FormatException">The namespace cannot stand in an address.</exception>
    public EpisodeAddress WithNamespace(string @namespace) =>
        Namespace is not null ? this
        : NameRules.Fault("namespace", @namespace) is { } fault ? throw new FormatException(fault)
        : this with { Namespace = NameRules.Normalize(@namespace) };

    /// <summary>The address of three names; null where they can be none. An empty episode means the space itself.</summary>
    public static EpisodeAddress? TryOf(string? @namespace, string? space, string? episode = null)
    {
        if (@namespace is null || space is null) return null;
        var (owner, place) = (NameRules.Normalize(@namespace), NameRules.Normalize(space));
        var run = string.IsNullOrEmpty(episode) ? null : NameRules.Normalize(episode);
        return NameRules.Fault("namespace", owner) is null && NameRules.Fault("space", place) is null
            && (run is null || NameRules.PathFault("episode", run) is null)
            ? new EpisodeAddress(owner, place, run)
            : null;
    }

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It does not parse; the message says what is wrong and what an address looks like.</exception>
    public static EpisodeAddress Parse(string text) =>
        TryParse(text, out var address, out var fault) ? address : throw new FormatException(fault);

    /// <summary>Reads an address; <paramref name="fault"/> says in one line why it could not.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EpisodeAddress? address, [NotNullWhen(false)] out string? fault)
    {
        address = null;
        var rest = NameRules.Normalize(text ?? "");
        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        var episode = colon < 0 ? null : rest[(colon + 1)..];
        var place = colon < 0 ? rest : rest[..colon];
        var at = place.IndexOf('@', StringComparison.Ordinal);
        var @namespace = at < 0 ? null : place[..at];
        var space = place[(at + 1)..];

        fault = (@namespace is null ? null : NameRules.Fault("namespace", @namespace))
            ?? NameRules.Fault("space", space)
            ?? (episode is null ? null : NameRules.PathFault("episode", episode));
        if (fault is not null)
        {
            fault = $"'{NameRules.Printable(rest)}' is not an episode address: {fault}. It looks like [namespace@]space[:episode], e.g. " +
                "alice@robotics:run-042.";
            return false;
        }

        address = new EpisodeAddress(@namespace, space, episode);
        return true;
    }

    /// <summary>The address as it is written: <c>[namespace@]space[:episode]</c>.</summary>
    public override string ToString() =>
        (Namespace is null ? "" : Namespace + "@") + Space + (Episode is null ? "" : ":" + Episode);
}
