namespace DreamLake.Engine;

/// <summary>How files are received. A value outside of its range is refused where it is set.</summary>
public sealed record ReceiveOptions
{
    private const int Most = 1024;

    /// <summary>Ranges on the wire at once, over all files. 1 to 1,024, default 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public int RangeWorkers { get; init => field = Checked(value); } = 4;

    /// <summary>Files under way at once. 1 to 1,024, default 8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public int FilesUnderWay { get; init => field = Checked(value); } = 8;

    /// <summary>Whether a file of other content that has the name already is replaced, once the new one is whole. Default: no.</summary>
    public bool Overwrites { get; init; }

    /// <summary>How calls and ranges are tried, how fast they may go, and who is told. Default: as uploads.</summary>
    /// <remarks>Its time-outs, patience, tries, rate, handler and notes count here; a range is tried as a part is.</remarks>
    public UploadOptions Calls { get; init; } = new();

    /// <summary>Where it is marked which files this machine's processes have in hand. Default: <c>~/.dreamlake/receiving</c>.</summary>
    public string LockFolder { get; init; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
        ".dreamlake", "receiving");

    /// <summary>Bytes of a range, but for the last. Default: 10 MiB.</summary>
    internal long RangeSize { get; init; } = Content.PartPlan.DefaultPartSize;

    private static int Checked(int value, [System.Runtime.CompilerServices.CallerMemberName] string option = "") =>
        value is >= 1 and <= Most
            ? value
            : throw new ArgumentOutOfRangeException(option, value, $"{option} is from 1 to {Most:N0}.");
}
