namespace DreamLake.Engine;

/// <summary>How uploads run. The defaults are the protocol's.</summary>
public sealed record UploadOptions
{
    /// <summary>Where state files lie. Default: <c>~/.dreamlake/uploads</c>.</summary>
    public string StateFolder { get; init; } =
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".dreamlake", "uploads");

    /// <summary>Parts on the wire at once, over all files; fewer, down to one, where the link is so slow that they would time out side by side. Default 4, 1 or more.</summary>
    public int PartWorkers { get; init; } = 4;

    /// <summary>Files under way at once, whatever their size; 1 or more. Default: null, as their sizes tell: 8 of a part or more, up to 32 smaller ones.</summary>
    public int? FilesUnderWay { get; init; }

    /// <summary>How long a part may take, for each try. Default 300 s.</summary>
    public TimeSpan PartTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>How long a part may go without a byte taken by the connection, for each try. Default 30 s.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long S3's answer may take after a part's last byte, for each try. Default 60 s.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The most bytes a second over all parts on the wire, accurate to 5 %; 1 or more. Default: null, as fast as the wire is.</summary>
    /// <remarks>The time for which it holds a part back counts for none of the time-outs.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1: nothing would ever be sent.</exception>
    public long? MaxRate
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A rate is 1 byte a second or more.");
    }

    /// <summary>How long a control call may take, for each try. Default 30 s.</summary>
    public TimeSpan ControlTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long <c>complete</c> may take, for each try. Default 10 minutes: S3 can take some.</summary>
    public TimeSpan CompleteTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a part is tried in all, unless <see cref="Patience"/> ends first. Default 8, 1 or more.</summary>
    public int PartTries { get; init; } = 8;

    /// <summary>How often a control call is tried in all. Default 5, 1 or more.</summary>
    public int ControlTries { get; init; } = 5;

    /// <summary>How long a call is tried again without a byte of progress, waits included. Default 10 minutes.</summary>
    /// <remarks>A service that asks (<c>Retry-After</c>) for a longer wait than what is left of it is not waited for: the upload pauses.</remarks>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The wait before the second try; it doubles with each, with jitter. Default 500 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait between two tries, unless the service asks for more. Default 30 s.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a file that is known by its identity is hashed all the same. Default: no.</summary>
    public bool Rehash { get; init; }

    /// <summary>Told what happens on the road, in words, from any thread; it returns at once and throws nothing. Default: nobody.</summary>
    public Action<UploadNote>? Notes { get; init; }
}

/// <summary>Something that happened on the road of a file. Its text holds no secrets.</summary>
/// <param name="Path">The file.</param>
/// <param name="Text">What happened, in one sentence.</param>
/// <param name="IsWarning">Whether a person should see it without asking.</param>
public sealed record UploadNote(string Path, string Text, bool IsWarning);
