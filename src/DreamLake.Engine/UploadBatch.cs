namespace DreamLake.Engine;

/// <summary>A run that was not finished, as it was asked for: what is left of it, and how it went.</summary>
public sealed record UploadBatch
{
    /// <summary>Where it is remembered.</summary>
    public required string BatchFile { get; init; }

    /// <summary>The folder that relative paths of its files count from.</summary>
    public required string Folder { get; init; }

    /// <summary>The name of the lake that its files go to (<see cref="LakeConnection.Name"/>).</summary>
    public required string Lake { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How many files it has.</summary>
    public required int Files { get; init; }

    /// <summary>How many of them have not ended: 1 or more.</summary>
    public required int FilesLeft { get; init; }

    /// <summary>The first of those.</summary>
    public required UploadRequest First { get; init; }

    /// <summary>Files under way at once, where that was set (<see cref="UploadOptions.FilesUnderWay"/>).</summary>
    public int? FilesUnderWay { get; init; }

    /// <summary>The most bytes a second, where there was a limit (<see cref="UploadOptions.MaxRate"/>).</summary>
    public long? MaxRate { get; init; }

    /// <summary>What was waited for, where anything was.</summary>
    public WaitFor? WaitFor { get; init; }

    /// <summary>Whether what the lake has was sent again.</summary>
    public bool SendsAgain { get; init; }

    /// <summary>Whether what was hashed before was hashed again.</summary>
    public bool Rehash { get; init; }

    /// <summary>Whether nothing was to be replaced.</summary>
    public bool NoClobber { get; init; }

    /// <summary>How files were to be removed once the lake has proven that it has them; null where they were not.</summary>
    public FreeOptions? RemoveSource { get; init; }

    /// <summary>The options of its run, with all else as it is.</summary>
    /// <param name="options">What of them counts for every run: the state folder, say. What they set themselves comes first.</param>
    public UploadOptions Options(UploadOptions options) => options with
    {
        FilesUnderWay = options.FilesUnderWay ?? FilesUnderWay,
        MaxRate = options.MaxRate ?? MaxRate,
        WaitFor = options.WaitFor ?? WaitFor,
        SendsAgain = options.SendsAgain || SendsAgain,
        Rehash = options.Rehash || Rehash,
        NoClobber = options.NoClobber || NoClobber,
        RemoveSource = options.RemoveSource ?? RemoveSource,
    };
}
