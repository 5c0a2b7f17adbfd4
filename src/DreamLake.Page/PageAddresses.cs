using DreamLake.Protocol;
using DreamLake.Server.Browsing;

namespace DreamLake.Page;

/// <summary>The addresses of the page. They are stable: people send them to each other. None is an address of the protocol.</summary>
public static class PageAddresses
{
    /// <summary>The namespaces.</summary>
    public const string Home = "/";

    /// <summary>Where one signs in.</summary>
    public const string SignIn = "/sign-in";

    /// <summary>Where one signs out.</summary>
    public const string SignOut = "/sign-out";

    /// <summary>Where the provider of single sign-on is asked who somebody is.</summary>
    public const string SignOn = "/sign-in/oidc";

    /// <summary>Where it sends them back to.</summary>
    public const string SignOnBack = "/sign-in/oidc/back";

    /// <summary>Where one chooses what to open, of several namespaces.</summary>
    public const string Person = "/sign-in/person";

    /// <summary>Where one looks for assets.</summary>
    public const string Search = "/search";

    /// <summary>What is under way.</summary>
    public const string Work = "/work";

    internal const string Code = "code";

    /// <summary>Where the page's own word follows on the provider's.</summary>
    internal const string SignedOn = "/sign-in/oidc/done";

    /// <summary>The parameter of <see cref="SignIn"/> that says why somebody is there again.</summary>
    internal const string Fault = "fault";

    /// <summary>The provider did not say who they are.</summary>
    internal const string Refused = "refused";

    /// <summary>It did, and they may open nothing.</summary>
    internal const string NoNamespace = "no-namespace";

    /// <summary>What of the work changes by itself.</summary>
    internal const string WorkNow = "/page/work";

    /// <summary>A namespace, a space or an episode, and a folder of it.</summary>
    public static string Tree(string @namespace, string? space = null, string? episode = null, string? folder = null) =>
        "/tree/" + Escaped(@namespace) + (space is null ? "" : "/" + Escaped(space)) + (episode is null ? "" : "/" + Path(episode))
        + (string.IsNullOrEmpty(folder) ? "" : "?folder=" + Escaped(folder));

    /// <summary>The cameras of an episode side by side.</summary>
    public static string Episode(string @namespace, string space, string episode) =>
        $"/episode/{Escaped(@namespace)}/{Escaped(space)}/{Path(episode)}";

    /// <summary>An asset.</summary>
    public static string Asset(string id) => "/asset/" + Escaped(id);

    /// <summary>Its content.</summary>
    public static string Download(string id) => Asset(id) + "/download";

    /// <summary>Has its failed split run again.</summary>
    public static string Retry(string id) => Asset(id) + "/retry";

    /// <summary>The entries of a track with their times.</summary>
    public static string Entries(string id) => $"/page/entries/{Escaped(id)}";

    /// <summary>What is known of a source and its streams.</summary>
    public static string Metadata(string id) => $"/page/metadata/{Escaped(id)}";

    /// <summary>A search.</summary>
    public static string SearchFor(AssetQuestion asked) => Search + string.Concat(
        new[] { ("q", asked.Name), ("type", asked.Type), ("status", asked.Status) }
            .Where(part => !string.IsNullOrEmpty(part.Item2))
            .Select((part, index) => $"{(index == 0 ? '?' : '&')}{part.Item1}={Escaped(part.Item2!)}"));

    /// <summary>The same address at another page of its list.</summary>
    public static string AtPage(string address, string parameter, int page) =>
        $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{parameter}={page}";

    private static string Path(string name) => string.Join('/', name.Split('/').Select(Escaped));

    private static string Escaped(string text) => Uri.EscapeDataString(NameRules.Normalize(text));
}
