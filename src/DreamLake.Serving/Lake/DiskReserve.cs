using System.Security.Cryptography;

namespace DreamLake.Serving.Lake;

/// <summary>
/// A few MiB of the lake's volume that are held back, and given up where the lake starts on a full disk: its tables cannot be opened
/// without writing a little (SQLite's shared memory and its log), and without them nothing can be deleted to make room.
/// </summary>
/// <param name="path">The file that holds them.</param>
internal sealed class DiskReserve(string path)
{
    private const int Size = 4 * 1024 * 1024;

    /// <summary>Gives the reserve up where the volume has less room than it holds; takes it where there is plenty.</summary>
    /// <exception cref="IOException">The volume cannot be asked.</exception>
    public void Settle()
    {
        var room = new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace;
        if (room < Size) File.Delete(path);
        else if (room > 2 * Size && !File.Exists(path)) Take();
    }

    private void Take()
    {
        try
        {
            using var file = File.Create(path);
            // Bytes that no file system can leave out: holes and zeros may take no room.
            file.Write(RandomNumberGenerator.GetBytes(Size));
        }
        catch (IOException)
        {
            // Somebody filled the volume in this moment: what was written of it is the reserve that there is.
        }
    }
}
