using System.Text.Json.Serialization;
using DreamLake.Protocol;

namespace DreamLake.Engine.Batches;

/// <summary>The first line of a batch file: how the run was asked to go, and where.</summary>
internal sealed record BatchHead
{
    /// <summary>The version that this program writes.</summary>
    public const int Known = 1;

    /// <summary>The document's version: one of a later DreamLake is left alone.</summary>
    public int Version { get; init; } = Known;

    /// <summary>The name of the lake that its files go to.</summary>
    public required string Lake { get; init; }

    /// <summary>The folder that relative paths count from.</summary>
    public required string Folder { get; init; }

    /// <summary>When the run began, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Files under way at once, where that was set.</summary>
    public int? FilesUnderWay { get; init; }

    /// <summary>The most bytes a second, where there was a limit.</summary>
    public long? MaxRate { get; init; }

    /// <summary>What was waited for, where anything was.</summary>
    public WaitFor? WaitFor { get; init; }

    /// <summary>Whether what the lake has was sent again.</summary>
    public bool SendsAgain { get; init; }

    /// <summary>Whether what was hashed before was hashed again.</summary>
    public bool Rehash { get; init; }

    /// <summary>Whether nothing was to be replaced.</summary>
    public bool NoClobber { get; init; }

    /// <summary>Whether files were to be removed once the lake has proven that it has them.</summary>
    public bool RemovesSource { get; init; }

    /// <summary>Whether files were then taken to be closed where the system cannot tell.</summary>
    public bool AssumesClosed { get; init; }

    /// <summary>Whether a lake on the same machine was then enough.</summary>
    public bool IsForced { get; init; }

    /// <summary>Whether the proof was not waited for.</summary>
    public bool LeavesUnproven { get; init; }

    /// <summary>How files are removed; null where they are not.</summary>
    [JsonIgnore]
    public FreeOptions? RemoveSource => RemovesSource
        ? new FreeOptions { AssumeClosed = AssumesClosed, Force = IsForced, WaitsForProof = !LeavesUnproven }
        : null;

    /// <summary>The head of a run.</summary>
    public static BatchHead Of(UploadOptions options, string lake, DateTimeOffset now) => new()
    {
        Lake = lake,
        Folder = Environment.CurrentDirectory,
        StartedAt = now,
        FilesUnderWay = options.FilesUnderWay,
        MaxRate = options.MaxRate,
        WaitFor = options.WaitFor,
        SendsAgain = options.SendsAgain,
        Rehash = options.Rehash,
        NoClobber = options.NoClobber,
        RemovesSource = options.RemoveSource is not null,
        AssumesClosed = options.RemoveSource is { AssumeClosed: true },
        IsForced = options.RemoveSource is { Force: true },
        LeavesUnproven = options.RemoveSource is { WaitsForProof: false },
    };
}

/// <summary>A further line of a batch file: one of its files.</summary>
internal sealed record BatchLine(string Path, string Episode, string? To, string? Type, string? Name)
{
    /// <summary>The line of a request.</summary>
    public static BatchLine Of(UploadRequest request) =>
        new(request.Path, request.Episode.ToString(), request.To, request.Type?.Word, request.Name);

    /// <summary>The request; null where the line is none of this program's.</summary>
    public UploadRequest? ToRequest()
    {
        AssetType? type = null;
        if (Type is not null && !AssetType.TryFromWord(Type, out type)) return null;
        return EpisodeAddress.TryParse(Episode, out var episode, out _) ? new UploadRequest(Path, episode, To, type, Name) : null;
    }
}

/// <summary>The lines as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(BatchHead))]
[JsonSerializable(typeof(BatchLine))]
internal sealed partial class BatchJson : JsonSerializerContext;
