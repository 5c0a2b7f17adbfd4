using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DreamLake.Packaging;

/// <summary>What a package of ours is made of, as CycloneDX 1.6 tells it.</summary>
/// <param name="name">What is described.</param>
/// <param name="version">Its version.</param>
/// <param name="packages">What is shipped with it.</param>
public sealed class Sbom(string name, string version, IReadOnlyList<ShippedPackage> packages)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// The document. The same sources give the same bytes: its time is <c>SOURCE_DATE_EPOCH</c>, and it has no serial number.
    /// </summary>
    public string ToJson() => new JsonObject
    {
        ["bomFormat"] = "CycloneDX",
        ["specVersion"] = "1.6",
        ["version"] = 1,
        ["metadata"] = Metadata(),
        ["components"] = new JsonArray([.. packages.Select(Component)]),
        ["dependencies"] = new JsonArray([Dependency(Self, packages.Select(Reference)), .. packages.Select(package => Dependency(
            Reference(package), packages.Where(other => package.Dependencies.Contains(other.Name)).Select(Reference)))]),
    }.ToJsonString(Json) + "\n";

    private string Self => $"pkg:generic/{name}@{version}";

    private JsonObject Metadata()
    {
        var metadata = new JsonObject();
        if (Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH") is { Length: > 0 } epoch)
        {
            var time = DateTimeOffset.FromUnixTimeSeconds(long.Parse(epoch, CultureInfo.InvariantCulture));
            metadata["timestamp"] = time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        }

        metadata["component"] = new JsonObject
        {
            ["type"] = "application",
            ["bom-ref"] = Self,
            ["name"] = name,
            ["version"] = version,
            ["licenses"] = Licences("MIT"),
            ["purl"] = Self,
        };
        return metadata;
    }

    private static JsonObject Component(ShippedPackage package)
    {
        var component = new JsonObject
        {
            ["type"] = "library",
            ["bom-ref"] = Reference(package),
            ["name"] = package.Name,
            ["version"] = package.Version,
        };
        if (package.Sha512 is { } hash) component["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = hash });
        if (package.Licence is { } licence) component["licenses"] = Licences(licence);
        component["purl"] = Reference(package);
        return component;
    }

    private static JsonArray Licences(string expression) => new(new JsonObject { ["expression"] = expression });

    private static JsonObject Dependency(string of, IEnumerable<string> on) => new JsonObject
    {
        ["ref"] = of,
        ["dependsOn"] = new JsonArray([.. on.Select(reference => JsonValue.Create(reference))]),
    };

    private static string Reference(ShippedPackage package) => $"pkg:nuget/{package.Name}@{package.Version}";
}
