using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Serialization;
using DreamLake.Protocol;

namespace DreamLake.Page.SignOn;

/// <summary>Somebody whom the provider knows, and what they may open.</summary>
/// <param name="Doors">The namespaces, or spaces of them; none twice.</param>
/// <param name="Role">What they may do there.</param>
/// <param name="To">The address that they asked for.</param>
internal sealed record Person(IReadOnlyList<Door> Doors, TokenRole Role, string To)
{
    // A cookie holds 4 KiB, sealed and in base64.
    private const int MostText = 2000;

    /// <summary>Reads the claims of an ID token. What can be no namespace or space is passed over.</summary>
    public static Person Of(ClaimsPrincipal claims, OidcOptions options, string to)
    {
        var roles = claims.FindAll(options.RoleClaim).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal);
        var role = new[] { TokenRole.Admin, TokenRole.Write }.FirstOrDefault(role => roles.Contains(role.Word()), TokenRole.Read);
        var doors = claims.FindAll(options.NamespaceClaim).Select(claim => Door.Of(claim.Value)).OfType<Door>().Distinct();
        var length = 0;
        return new Person([.. doors.TakeWhile(door => (length += door.ToString().Length) < MostText)], role, to);
    }

    /// <summary>As a text.</summary>
    public string Write() => JsonSerializer.Serialize(this, PersonJson.Default.Person);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Person Read(string text) => JsonSerializer.Deserialize(text, PersonJson.Default.Person)!;
}

/// <summary>What somebody may open.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Space">The one space of it; null for all of it.</param>
internal sealed record Door(string Namespace, string? Space)
{
    /// <summary>Reads <c>alice</c> or <c>alice@robotics</c>; null where it is neither.</summary>
    public static Door? Of(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var @namespace = NameRules.Normalize(at < 0 ? text : text[..at]);
        var space = at < 0 ? null : NameRules.Normalize(text[(at + 1)..]);
        return NameRules.Fault("namespace", @namespace) is null && (space is null || NameRules.Fault("space", space) is null)
            ? new Door(@namespace, space)
            : null;
    }

    /// <summary>As it is written in a claim, and shown.</summary>
    public override string ToString() => Space is null ? Namespace : $"{Namespace}@{Space}";
}

/// <summary>How a person is written and read.</summary>
[JsonSerializable(typeof(Person))]
internal sealed partial class PersonJson : JsonSerializerContext;
