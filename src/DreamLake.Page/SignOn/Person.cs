using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DreamLake.Protocol;

namespace DreamLake.Page.SignOn;

/// <summary>Somebody whom the provider knows, and what they may open.</summary>
/// <param name="Doors">The namespaces, or spaces of them; none twice.</param>
/// <param name="Role">What they may do there.</param>
/// <param name="To">The address that they asked for.</param>
/// <param name="Name">What the audit log calls them; null where the provider named nobody.</param>
internal sealed record Person(IReadOnlyList<Door> Doors, TokenRole Role, string To, string? Name)
{
    // A cookie holds 4 KiB, sealed and in base64.
    private const int MostBytes = 1700, LongestAddress = 500;
    private static readonly PersonJson Json = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Reads the claims of an ID token. What can be no namespace or space is passed over.</summary>
    public static Person Of(ClaimsPrincipal claims, OidcOptions options, string to)
    {
        var roles = claims.FindAll(options.RoleClaim).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal);
        var role = new[] { TokenRole.Admin, TokenRole.Write }.FirstOrDefault(role => roles.Contains(role.Word()), TokenRole.Read);
        var doors = claims.FindAll(options.NamespaceClaim).Select(claim => Door.Of(claim.Value)).OfType<Door>().Distinct();
        var length = 0;
        var shown = doors.TakeWhile(door => (length += SizeOf(door)) < MostBytes).ToList();
        return new Person(shown, role, to.Length > LongestAddress ? PageAddresses.Home : to, NameOf(claims, options));
    }

    // A name may change, and be another's later; what the provider calls the subject stays theirs.
    private static string? NameOf(ClaimsPrincipal claims, OidcOptions options)
    {
        var subject = claims.FindFirstValue("sub");
        var name = claims.FindFirstValue(options.PersonClaim);
        return name is null || name == subject ? Told(subject) : subject is null ? Told(name) : $"{Told(name)} ({Told(subject)})";
    }

    private static string? Told(string? text) => text is null ? null : NameRules.Printable(text);

    private static int SizeOf(Door door) => JsonSerializer.SerializeToUtf8Bytes(door, Json.Door).Length + 1;

    /// <summary>As a text.</summary>
    public string Write() => JsonSerializer.Serialize(this, Json.Person);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Person Read(string text) => JsonSerializer.Deserialize(text, Json.Person)!;
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
