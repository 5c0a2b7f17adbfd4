using System.Security.Cryptography;
using System.Text;
using DreamLake.Simulation.Disk;
using DreamLake.Simulation.Scripts;

namespace DreamLake.Simulation.Playing;

/// <summary>The checksum file of a machine's recordings, which were written long before: they are hashed while they are sent.</summary>
internal sealed class Checksums(World world, SumsTell sums)
{
    private const string Path = "/home/SHA256SUMS";
    private static readonly TimeSpan Before = TimeSpan.FromHours(1);

    private SimulatedDisk Disk => world.DiskOf(sums.Machine);

    /// <summary>Puts it there. A wrong one is of the files as they would be if somebody had meddled with them.</summary>
    public void PutBeside(IReadOnlyList<FileIs> files)
    {
        var machine = Disk.Open();
        foreach (var file in files) machine.SetLastWrite(file.Path, world.ClockOf(sums.Machine).GetUtcNow() - Before);
        Write(files, bytes => sums.AreRight ? bytes : [.. bytes.Reverse()]);
    }

    /// <summary>From now on it is right.</summary>
    public void Mend() => Write([.. world.Script.All<FileIs>().Where(file => file.Machine == sums.Machine)], bytes => bytes);

    private void Write(IEnumerable<FileIs> files, Func<byte[], byte[]> told)
    {
        var lines = files.Select(file =>
            $"{Convert.ToHexStringLower(SHA256.HashData(told(file.Content.Bytes())))}  {System.IO.Path.GetFileName(file.Path)}\n");
        Disk.Put(Path, Encoding.UTF8.GetBytes(string.Concat(lines)));
    }
}
