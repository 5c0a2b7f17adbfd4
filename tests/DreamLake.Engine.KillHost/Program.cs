using DreamLake.Disk;
using DreamLake.Engine;
using DreamLake.Engine.KillHost;
using DreamLake.Engine.State;
using DreamLake.Protocol;

// KillHost write STATE: records parts in a state file, ten thousand and again, until it is killed.
if (args is ["write", var state]) return EndlessWriting.Run(state);

if (args is ["free" or "send", ..]) return await Freeing.RunAsync(args);

// KillHost ADDRESS TOKEN STATES FILE (before|after|never) POINT: uploads a file and dies by SIGKILL at one of the points
// at which the state changes, to the namespace of the token. Prints each point that it passes, and then how the upload ended.
var (address, states, file) = (new Uri(args[0]), args[2], args[3]);
var points = new KillPoints(args[4], int.Parse(args[5], System.Globalization.CultureInfo.InvariantCulture));
var store = new StateStore(
    states,
    open: path => new KillingStateWriter(new StateFileWriter(new LocalDisk(), path, TimeProvider.System), points));
using var uploader = new LakeUploader(
    new LakeConnection(address, address, args[1]),
    new UploadOptions { StateFolder = states },
    TimeProvider.System,
    store);
await foreach (var result in uploader.UploadAsync(
    new[] { new UploadRequest(file, EpisodeAddress.Parse("robotics:run-042")) }.ToAsyncEnumerable()))
    Console.WriteLine($"{result.Outcome} {result.PartsSent} {result.Error?.Message}");
return 0;
