using System.Text.Json.Serialization;

namespace DreamLake.Hosting.Audit;

/// <summary>
/// One line of the audit log: who did what to which asset or key, when and from where, and what came of it. Never a secret.
/// </summary>
public sealed class AuditEntry
{
    /// <summary>Its number in its service's table: a later one is higher.</summary>
    public long Id { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The namespace of the token; null where none was shown, or a signed address was used.</summary>
    public string? Namespace { get; init; }

    /// <summary>The token's id; null for a token without one, such as that of the machine's owner.</summary>
    public string? TokenId { get; init; }

    /// <summary>
    /// Who bore the token, as the organization's sign-in named them; null for a token that was given out in another way.
    /// </summary>
    public string? Person { get; init; }

    /// <summary>Method and route: <c>POST /videos/upload/multipart/init</c>, <c>DELETE /assets/video/{id}</c>.</summary>
    public required string Verb { get; init; }

    /// <summary>
    /// The asset's or medium's id, the upload's key, or the place and name that were registered; null where there is none.
    /// </summary>
    public string? Subject { get; init; }

    /// <summary>The HTTP status of the answer; of an item of a batch, its own.</summary>
    public required int Status { get; init; }

    /// <summary>The address that it came from; null where it is not known.</summary>
    public string? From { get; init; }

    /// <summary>The request's id, as the service's log and the client's error have it.</summary>
    public required string RequestId { get; init; }
}

/// <summary>How an entry is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(IReadOnlyList<AuditEntry>))]
public sealed partial class AuditJson : JsonSerializerContext;
