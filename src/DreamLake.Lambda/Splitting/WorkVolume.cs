namespace DreamLake.Lambda.Splitting;

/// <summary>How much room there is where the work folder is.</summary>
internal sealed class WorkVolume(LambdaOptions options)
{
    private const int SmallestShare = 20;

    /// <summary>Whether there is less room than has to stay free.</summary>
    public bool IsBelowFloor => FreeBytesAboveFloor() < 0;

    /// <summary>Does nothing where so many bytes have room and the floor is kept.</summary>
    /// <exception cref="IOException">They have none.</exception>
    public void RequireRoomFor(long bytes)
    {
        if (FreeBytesAboveFloor() < bytes) throw new IOException("The work folder has no room for it.");
    }

    private long FreeBytesAboveFloor()
    {
        var drive = new DriveInfo(Path.GetFullPath(options.WorkFolder));
        return drive.AvailableFreeSpace - Math.Min(options.Limits.MinFreeBytes, drive.TotalSize / SmallestShare);
    }
}
