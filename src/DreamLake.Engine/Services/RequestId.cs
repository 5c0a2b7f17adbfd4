namespace DreamLake.Engine.Services;

/// <summary>The id under which a service has a request in its log.</summary>
internal static class RequestId
{
    private const string Header = "X-Request-Id";
    private const int Longest = 64;

    /// <summary>The id that an answer names; null where it names none, or what is none.</summary>
    public static string? Of(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues(Header, out var values) && values.FirstOrDefault() is { Length: > 0 and <= Longest } id
        && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
            ? id
            : null;
}
