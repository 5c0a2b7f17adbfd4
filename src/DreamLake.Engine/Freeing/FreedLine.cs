using System.Text.Json;
using System.Text.Json.Serialization;

namespace DreamLake.Engine.Freeing;

/// <summary>A line of the journal of deletions.</summary>
internal sealed record FreedLine
{
    /// <summary>The version that this program writes.</summary>
    public const int Known = 1;

    /// <summary>The line's version.</summary>
    public int Version { get; init; } = Known;

    /// <summary>Which deletion it belongs to.</summary>
    public required string Id { get; init; }

    /// <summary>What is about to happen or has happened.</summary>
    public required FreedStep Step { get; init; }

    /// <summary>When, by this machine's clock, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The file's full path.</summary>
    public required string Path { get; init; }

    /// <summary>The name beside it that it has while it is compared and removed.</summary>
    public required string AsidePath { get; init; }

    /// <summary>Its bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Its whole SHA-256.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What tells it from every other file of this machine.</summary>
    public required string FileId { get; init; }

    /// <summary>When it was last written.</summary>
    public required DateTimeOffset LastWrite { get; init; }

    /// <summary>On whose word: the lake's name.</summary>
    public required string Lake { get; init; }

    /// <summary>Where the lake has it.</summary>
    public required string Episode { get; init; }

    /// <summary>Under which name.</summary>
    public required string Name { get; init; }

    /// <summary>DreamLake Server's id of it.</summary>
    public required string AssetId { get; init; }

    /// <summary>When the lake read its copy back.</summary>
    public required DateTimeOffset VerifiedAt { get; init; }

    /// <summary>It as a line.</summary>
    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, FreedJson.Default.FreedLine), (byte)'\n'];

    /// <summary>Reads a line; null where it is none, or cut short.</summary>
    public static FreedLine? TryRead(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, FreedJson.Default.FreedLine) is { Version: Known } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>How far a deletion is.</summary>
internal enum FreedStep
{
    /// <summary>The file is about to be taken aside and removed.</summary>
    Begun,

    /// <summary>It is removed.</summary>
    Freed,

    /// <summary>It was left, or has its name again.</summary>
    Left,

    /// <summary>It lies under the name beside it, because something else has its own name by now.</summary>
    Aside,
}

/// <summary>The lines as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(FreedLine))]
internal sealed partial class FreedJson : JsonSerializerContext;
