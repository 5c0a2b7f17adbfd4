using System.Runtime.CompilerServices;

namespace DreamLake.Engine;

/// <summary>How uploads run. The defaults are the protocol's; a value outside of its range is refused where it is set.</summary>
public sealed record UploadOptions
{
    private const int MostWorkers = 1024;
    private const int MostTries = 1000;
    private static readonly TimeSpan LeastTime = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Where state files lie. Default: <c>~/.dreamlake/uploads</c>.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public string StateFolder
    {
        get;
        init => field = string.IsNullOrWhiteSpace(value)
            ? throw new ArgumentException("StateFolder names a folder.", nameof(StateFolder))
            : value;
    } = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
        ".dreamlake", "uploads");

    /// <summary>
    /// Parts on the wire at once, over all files; fewer, down to one, where the link is so slow that they would time out side by side. 1 to
    /// 1,024, default 4.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public int PartWorkers { get; init => field = Checked(value, 1, MostWorkers); } = 4;

    /// <summary>
    /// Files under way at once, whatever their size. 1 to 1,024; default: null, as their sizes tell: 8 of a part or more, up to 64 smaller
    /// ones.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public int? FilesUnderWay { get; init => field = value is { } files ? Checked(files, 1, MostWorkers) : null; }

    /// <summary>How long a part may take, for each try. 10 ms to 1 day, default 300 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public TimeSpan PartTimeout { get; init => field = Checked(value, LeastTime, Day); } = TimeSpan.FromSeconds(300);

    /// <summary>How long a part may go without a byte taken by the connection, for each try. 10 ms to 1 day, default 30 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public TimeSpan StallTimeout { get; init => field = Checked(value, LeastTime, Day); } = TimeSpan.FromSeconds(30);

    /// <summary>How long S3's answer may take after a part's last byte, for each try. 10 ms to 1 day, default 60 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public TimeSpan AnswerTimeout { get; init => field = Checked(value, LeastTime, Day); } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The most bytes a second over all parts on the wire, accurate to 5 %; 1 or more. Default: null, as fast as the wire is.
    /// </summary>
    /// <remarks>The time for which it holds a part back counts for none of the time-outs.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1: nothing would ever be sent.</exception>
    public long? MaxRate { get; init => field = value is { } rate ? Checked(rate, 1, long.MaxValue) : null; }

    /// <summary>How long a control call may take, for each try. 10 ms to 1 day, default 30 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public TimeSpan ControlTimeout { get; init => field = Checked(value, LeastTime, Day); } = TimeSpan.FromSeconds(30);

    /// <summary>How long <c>complete</c> may take, for each try. 10 ms to 1 day, default 10 minutes: S3 can take some.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public TimeSpan CompleteTimeout { get; init => field = Checked(value, LeastTime, Day); } = TimeSpan.FromMinutes(10);

    /// <summary>How often a part is tried in all, unless <see cref="Patience"/> ends first. 1 to 1,000, default 8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public int PartTries { get; init => field = Checked(value, 1, MostTries); } = 8;

    /// <summary>How often a control call is tried in all. 1 to 1,000, default 5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public int ControlTries { get; init => field = Checked(value, 1, MostTries); } = 5;

    /// <summary>
    /// How long a call is tried again without a byte of progress, waits included. 0 (one try) to 30 days, default 10 minutes.
    /// </summary>
    /// <remarks>
    /// A service that asks (<c>Retry-After</c>) for a longer wait than what is left of it is not waited for: the upload pauses.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public TimeSpan Patience { get; init => field = Checked(value, TimeSpan.Zero, TimeSpan.FromDays(30)); } = TimeSpan.FromMinutes(10);

    /// <summary>The wait before the second try; it doubles with each, with jitter. 0 to 1 day, default 500 ms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public TimeSpan RetryDelay { get; init => field = Checked(value, TimeSpan.Zero, Day); } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait between two tries, unless the service asks for more. 0 to 1 day, default 30 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public TimeSpan MaxRetryDelay { get; init => field = Checked(value, TimeSpan.Zero, Day); } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of a part, but for the last. Default: 10 MiB.</summary>
    internal long PartSize { get; init; } = Content.PartPlan.DefaultPartSize;

    /// <summary>
    /// Bytes of a file that the page cache surely has no room for. Default: half of the memory that this process may have (a container's
    /// limit counts).
    /// </summary>
    internal long PageCache { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>Where the jitter of waits comes from, 0 to 1. Default: chance.</summary>
    internal Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>Whether a file that is known by its identity is hashed all the same. Default: no.</summary>
    public bool Rehash { get; init; }

    /// <summary>Whether a file is sent that the lake has already, under the same name and of the same content. Default: no.</summary>
    /// <remarks>A lake that tells that it has the bytes, proven, is not sent them again: they are registered.</remarks>
    public bool SendsAgain { get; init; }

    /// <summary>Whether a file fails, rather than take the place of another content that has its name. Default: no.</summary>
    /// <remarks>The lake decides, in the transaction that writes. At one that cannot, every file fails.</remarks>
    public bool NoClobber { get; init; }

    /// <summary>What the lake said of names a moment ago, shared by a plan and its run. Null, the default: each asks.</summary>
    public AskedNames? AskedNames { get; init; }

    /// <summary>What of the lake's own work is waited for before a file counts as ended. Default: null, nothing.</summary>
    /// <remarks>
    /// Files that wait keep no others from being sent. The wait has no end of its own: cancelling leaves the file to the lake.
    /// </remarks>
    public WaitFor? WaitFor { get; init; }

    /// <summary>
    /// How each file is removed once the lake has proven that it has every byte of it. Default: null, no file is ever removed.
    /// </summary>
    /// <remarks>Its <see cref="FreeOptions.Calls"/> do not count: those of the upload do.</remarks>
    public FreeOptions? RemoveSource { get; init; }

    /// <summary>
    /// Makes the handler that calls end in: with a client certificate, a proxy of its own or a network that is only in memory, say.
    /// </summary>
    /// <remarks>
    /// It is asked again whenever connections have to be made anew (after a break, or a sleep of the machine), and each handler is disposed
    /// when its last call has ended. It must follow no redirect. Default: null, the engine's own, tuned for parts of many MiB.
    /// </remarks>
    public Func<HttpMessageHandler>? PrimaryHandler { get; init; }

    /// <summary>Told what happens on the road, in words, from any thread; it returns at once and throws nothing. Default: nobody.</summary>
    public Action<UploadNote>? Notes { get; init; }

    private static T Checked<T>(T value, T least, T most, [CallerMemberName] string option = "")
        where T : struct, IComparable<T>, IFormattable =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? value
            : throw new ArgumentOutOfRangeException(option, value, $"{option} is from {InWords(least)} to {InWords(most)}.");

    private static string InWords<T>(T bound) => bound switch
    {
        TimeSpan { Ticks: 0 } => "0",
        TimeSpan { TotalDays: >= 1 } days => days.TotalDays == 1 ? "1 day" : $"{days.TotalDays:0} days",
        TimeSpan time => $"{time.TotalMilliseconds:0} ms",
        IFormattable number => number.ToString("N0", null),
        _ => $"{bound}",
    };
}

/// <summary>Something that happened on the road of a file. Its text holds no secrets.</summary>
/// <param name="Path">The file.</param>
/// <param name="Text">What happened, in one sentence.</param>
/// <param name="IsWarning">Whether a person should see it without asking.</param>
public sealed record UploadNote(string Path, string Text, bool IsWarning);
