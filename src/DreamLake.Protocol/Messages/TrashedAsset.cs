using System.Text.Json.Serialization;

namespace DreamLake.Protocol;

/// <summary>The answer of <c>DELETE {server route}/{id}</c> and of <c>POST {server route}/{id}/restore</c>.</summary>
/// <param name="Id">The asset's id.</param>
public sealed record TrashedAsset([property: JsonConverter(typeof(IdConverter))] string? Id)
{
    /// <summary>Its name: <c>/camera/front/run01.mp4</c>.</summary>
    public string? Name { get; init; }

    /// <summary>When it went into the trash; absent where it is out of it.</summary>
    public DateTimeOffset? TrashedAt { get; init; }

    /// <summary>Until when it can be restored.</summary>
    public DateTimeOffset? PurgedAfter { get; init; }

    /// <summary>The id of the version before it, which shows again in its place; absent where there is none.</summary>
    [JsonConverter(typeof(IdConverter))]
    public string? ShownAgain { get; init; }

    /// <summary>The id of the version that has its name, so that it came back as a former one; absent where it has its name back.</summary>
    [JsonConverter(typeof(IdConverter))]
    public string? SupersededBy { get; init; }
}
