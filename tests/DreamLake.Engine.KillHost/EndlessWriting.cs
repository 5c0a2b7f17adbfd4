using DreamLake.Disk;
using DreamLake.Engine.State;
using DreamLake.Protocol;

namespace DreamLake.Engine.KillHost;

/// <summary>Writes states as fast as it can, so that a kill meets it in the middle of a write.</summary>
internal static class EndlessWriting
{
    private const int Parts = 10_000;

    public static int Run(string path)
    {
        using var writer = new StateFileWriter(new LocalDisk(), path, TimeProvider.System);
        for (var round = 0; ; round++)
        {
            writer.Save(
                new UploadState { UploadId = $"upload-{round}", Key = "alice/robotics/staging/0123456789abcdef", TotalParts = Parts });
            if (round == 0) Console.WriteLine("writing");
            for (var number = 1; number <= Parts; number++) writer.Add(new PartDone(number, $"\"{number:x32}\""));
        }
    }
}
