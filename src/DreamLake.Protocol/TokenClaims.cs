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

    /// <summary>
    /// What of a token can be seen to be wrong without asking a service, in one sentence; null where nothing can. Never the token itself.
    /// </summary>
    /// <param name="token">The token; null or empty where there is none.</param>
    /// <param name="now">The time, by which it may have expired (its <c>exp</c> claim, in seconds since 1970).</param>
    public static string? FaultOf(string? token, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(token)) return "No token is set.";
        if (token.Split('.') is not [_, var payload, _]) return "The token is none: a token is three parts with dots between them.";
        try
        {
            using var claims = JsonDocument.Parse(FromBase64Url(payload));
            return Expiry(claims.RootElement) is { } expiry && expiry <= now
                ? FormattableString.Invariant($"The token expired at {expiry:u}.")
                : null;
        }
        catch (Exception fault) when (fault is FormatException or JsonException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return "The token is garbled: its middle part cannot be read.";
        }
    }

    private static DateTimeOffset? Expiry(JsonElement claims) =>
        claims.ValueKind == JsonValueKind.Object && claims.TryGetProperty("exp", out var value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : null;

    private static string? Text(JsonElement claims, string name) =>
        claims.ValueKind == JsonValueKind.Object && claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text ? text : null;

    private static string FromBase64Url(string text)
    {
        var padded = text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');
        return Encoding.UTF8.GetString(Convert.FromBase64String(padded));
    }
}
