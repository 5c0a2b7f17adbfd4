using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace DreamLake.Packaging;

/// <summary>A package whose files are shipped.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha512">The SHA-512 of its nupkg in hex; null where NuGet did not keep it.</param>
/// <param name="Licence">Its SPDX expression; null where it names a file or an address in place of one.</param>
/// <param name="Dependencies">The ids of those that it needs.</param>
public sealed record ShippedPackage(string Name, string Version, string? Sha512, string? Licence, IReadOnlyList<string> Dependencies);

/// <summary>What a restore has found for a project: the packages of which files are shipped with it.</summary>
public static class RestoredPackages
{
    private static readonly string[] ShippedAssets = ["runtime", "native", "runtimeTargets"];

    /// <summary>Reads <c>project.assets.json</c>. Analyzers and what else is only needed to build are left out.</summary>
    /// <returns>By name.</returns>
    public static async Task<IReadOnlyList<ShippedPackage>> ReadAsync(string path)
    {
        var assets = JsonNode.Parse(await File.ReadAllTextAsync(path))!.AsObject();
        var folders = assets["packageFolders"]!.AsObject().Select(folder => folder.Key).ToArray();
        // With a runtime identifier where there is one: it is the target that is published.
        var target = assets["targets"]!.AsObject().OrderByDescending(entry => entry.Key.Length).First().Value!.AsObject();
        var shipped = target.Where(entry => IsShipped(entry.Value!.AsObject()))
            .Select(entry => Package(entry.Key, entry.Value!, assets, folders));
        return [.. shipped.Concat(Runtimes(assets, folders)).OrderBy(package => package.Name, StringComparer.Ordinal)];
    }

    private static bool IsShipped(JsonObject library) =>
        library["type"]!.ToString() == "package"
        && ShippedAssets.Any(kind => library[kind]?.AsObject().Any(file => !file.Key.EndsWith("/_._", StringComparison.Ordinal)) == true);

    private static ShippedPackage Package(string key, JsonNode library, JsonObject assets, string[] folders)
    {
        var (name, version) = (key.Split('/')[0], key.Split('/')[1]);
        var needed = library["dependencies"]?.AsObject().Select(dependency => dependency.Key) ?? [];
        var hash = assets["libraries"]![key]!["sha512"]?.ToString();
        return new ShippedPackage(name, version, Hex(hash), Licence(name, version, folders), [.. needed.Order(StringComparer.Ordinal)]);
    }

    /// <summary>
    /// The .NET runtime, where it is part of what is shipped: it is downloaded for the project, and is no reference of it.
    /// </summary>
    private static IEnumerable<ShippedPackage> Runtimes(JsonObject assets, string[] folders)
    {
        var runtimes = assets["project"]!["frameworks"]!.AsObject()
            .SelectMany(framework => framework.Value!["downloadDependencies"]?.AsArray() ?? [])
            .Select(download => (Name: Text(download!, "name"), Version: Text(download!, "version").Trim('[', ']').Split(',')[0]))
            .Where(download => download.Name.Contains(".App.Runtime.", StringComparison.Ordinal)).ToArray();
        // A native file has a runtime of its own in it; the others are downloaded and left out.
        var native = runtimes.Where(runtime => runtime.Name.Contains(".NativeAOT.", StringComparison.Ordinal)).ToArray();
        return (native.Length > 0 ? native : runtimes).Select(runtime => new ShippedPackage(
            runtime.Name, runtime.Version, null, Licence(runtime.Name, runtime.Version, folders), []));
    }

    private static string? Licence(string name, string version, string[] folders)
    {
#pragma warning disable CA1308 // NuGet's folders are lower case.
        var parts = new[] { name.ToLowerInvariant(), version.ToLowerInvariant(), $"{name.ToLowerInvariant()}.nuspec" };
#pragma warning restore CA1308
        var nuspec = folders.Select(folder => Path.Combine([folder, .. parts])).FirstOrDefault(File.Exists);
        return nuspec is null ? null : XDocument.Load(nuspec).Descendants()
            .FirstOrDefault(element => element.Name.LocalName == "license" && element.Attribute("type")?.Value == "expression")?.Value;
    }

    private static string Text(JsonNode node, string name) => node[name]!.ToString();

    private static string? Hex(string? base64) => base64 is null ? null : Convert.ToHexStringLower(Convert.FromBase64String(base64));
}
