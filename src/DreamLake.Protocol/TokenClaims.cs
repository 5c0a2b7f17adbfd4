using System.Text;
using System.Text.Json;

namespace DreamLake.Protocol;

/// <summary>What a client reads from its own bearer token. It cannot check the signature, and need not: the services do.</summary>
public static class TokenClaims
{
    /// <summary>
    /// The namespace that an address leaves out: the token's <c>username</c> claim, else <c>sub</c>; null where it has neither or is no
    /// JWT.
    /// </summary>
    public static string? NamespaceOf(string? token)
    {
        if (token?.Split('.') is not [_, var payload, _]) return null;
        try
        {
            using var claims = JsonDocument.Parse(FromBase64Url(payload));
            return Text(claims.RootElement, "username") ?? Text(claims.RootElement, "sub");
        }
        catch (Exception fault) when (fault is FormatException or JsonException or InvalidOperationException)
        {
            // No base64, no JSON, or a text in it that escapes half of a character.
            return null;
        }
    }

    private static string? Text(JsonElement claims, string name) =>
        claims.ValueKind == JsonValueKind.Object && claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text ? text : null;

    private static string FromBase64Url(string text)
    {
        var padded = text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');
        return Encoding.UTF8.GetString(Convert.FromBase64String(padded));
    }
}
