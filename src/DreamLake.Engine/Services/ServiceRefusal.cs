using DreamLake.Engine.Resilience;

namespace DreamLake.Engine.Services;

/// <summary>What a service itself refused or failed at: a call, or one item of a batch.</summary>
/// <param name="Service">Its name in messages.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What it said, without secrets.</param>
internal sealed record ServiceRefusal(string Service, int Status, string Detail)
{
    private const int TooManyRequests = 429;

    /// <summary>Its title, where there was one.</summary>
    public string? Code { get; init; }

    /// <summary>The id of what stands in the way of a conflict.</summary>
    public string? ConflictingId { get; init; }

    /// <summary>How long it asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The id of the request in its log.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether it has answered before, and the status may say that it is away.</summary>
    public bool IsAway { get; init; }

    /// <summary>What is wrong with the token, to be said behind the rest.</summary>
    public string AboutToken { get; init; } = "";

    /// <summary>As it is thrown.</summary>
    public LakeException ToException() => new(
        ResponseClassifier.OfService(Status, Detail),
        $"{Service} {(Status < 500 ? "refused" : "failed")}: {Detail.TrimEnd('.')} ({Status}{Named}).{AboutToken}")
    {
        Status = Status,
        RequestId = RequestId,
        Code = Code,
        ConflictingId = ConflictingId,
        RetryAfter = RetryAfter,
        // A service that says when to ask again knows that it will be back, or that there will be room.
        IsOutage = (IsAway || Status == TooManyRequests) && RetryAfter is not null,
    };

    // What a service failed at is in its log under this id; what it refuses, it says itself.
    private string Named => Status >= 500 && RequestId is not null ? $", request {RequestId}" : "";
}
