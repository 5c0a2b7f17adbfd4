using BenchmarkDotNet.Running;
using DreamLake.Disk;
using DreamLake.Engine.Content;

// DreamLake.Bench hash FILE: the hash read of an upload as a process of its own, to be timed beside other tools that hash.
if (args is ["hash", var path])
{
    var digest = await ContentReader.DigestAsync(
        new LocalDisk(),
        path,
        PartPlan.For(new FileInfo(path).Length),
        _ => { },
        CancellationToken.None);
    Console.WriteLine(digest.Sha256);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
