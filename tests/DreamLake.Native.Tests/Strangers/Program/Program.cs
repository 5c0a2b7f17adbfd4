// What somebody writes who uploads from a program of their own: Program BSS SERVER TOKEN FILE.
using DreamLake.Engine;
using DreamLake.Protocol;

var lake = new LakeConnection(new Uri(args[0]), new Uri(args[1]), args[2]);
using var uploader = new LakeUploader(lake);
var requests = new[] { new UploadRequest(args[3], EpisodeAddress.Parse("alice@robotics:program"), To: "/camera") }.ToAsyncEnumerable();
await foreach (var result in uploader.UploadAsync(requests)) Console.WriteLine($"{result.Outcome} {result.AssetId}");
