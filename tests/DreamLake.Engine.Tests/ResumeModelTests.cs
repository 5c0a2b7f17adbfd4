using CsCheck;
using DreamLake.Engine.Tests.Lake;
using DreamLake.Testing;
using Xunit;

namespace DreamLake.Engine.Tests;

/// <summary>
/// Random histories of an upload against a simple model of what S3 has: whatever happened, the last run sends just what is missing.
/// </summary>
public sealed class ResumeModelTests
{
    private const int Parts = 3;

    private enum Kind { PartsThenCrash, Expire, LosePart, ChangeFile, OtherTarget, OtherProcess, Finish }

    private sealed record Event(Kind Kind, int Number);

    [Fact]
    public async Task Whatever_happened_only_the_missing_parts_are_sent_and_the_bytes_are_the_files()
    {
        var one = Gen.Select(Gen.Enum<Kind>(), Gen.Int[0, Parts - 1], (kind, number) => new Event(kind, number));
        await one.Array[1, 6].SampleAsync(PlayAsync, iter: TestSize.Cases(40), threads: 2, print: events =>
            string.Join(", ", events.Select(e => $"{e.Kind} {e.Number}")));
    }

    private static async Task PlayAsync(Event[] events)
    {
        await using var play = new Play(await FakeScene.StartAsync());
        foreach (var one in events) await play.DoAsync(one);
        await play.DoAsync(new Event(Kind.Finish, 0));
    }

    private sealed class Play(FakeScene scene) : IAsyncDisposable
    {
        // What S3 has of the upload of each content to each target, as far as a client may still use it.
        private readonly Dictionary<(int Content, string Target), SortedSet<int>> _atS3 = [];
        private int _content = 1;

        public async Task DoAsync(Event one)
        {
            switch (one.Kind)
            {
                case Kind.PartsThenCrash: await CrashAfterAsync(one.Number); break;
                case Kind.Expire: Expire(); break;
                case Kind.LosePart: Lose(one.Number + 1); break;
                case Kind.ChangeFile: _content = 3 - _content; break;
                case Kind.OtherTarget: await FinishAsync("/other"); break;
                case Kind.OtherProcess: await FinishBesideAnotherAsync(); break;
                default: await FinishAsync("/one"); break;
            }
        }

        private SortedSet<int> AtS3(string target) =>
            _atS3.TryGetValue((_content, target), out var parts) ? parts : _atS3[(_content, target)] = [];

        private string WriteFile()
        {
            var bytes = new byte[(20 * Scene.MiB) + 5];
            new Random(_content).NextBytes(bytes);
            return scene.File("a.mp4", bytes);
        }

        private async Task CrashAfterAsync(int parts)
        {
            using var crash = new CancellationTokenSource();
            var seen = 0;
            scene.Lake.Intercept = async context =>
            {
                if (context.Request.Method != "PUT" || seen++ < parts) return false;
                await crash.CancelAsync();
                context.Abort();
                return true;
            };
            var had = AtS3("/one");
            var isOver = parts >= Parts - had.Count;
            foreach (var number in Enumerable.Range(1, Parts).Except(had.ToArray()).Take(parts).ToArray()) had.Add(number);
            var result =
                await scene.UploadAsync(Scene.Request(WriteFile(), to: "/one"), scene.Options with { PartWorkers = 1 }, crash.Token);
            scene.Lake.Intercept = _ => Task.FromResult(false);
            Assert.Equal(isOver ? UploadOutcome.Stored : UploadOutcome.Paused, result.Outcome);
            if (isOver) had.Clear();
        }

        private void Expire()
        {
            scene.Lake.ExpireAll();
            foreach (var parts in _atS3.Values) parts.Clear();
        }

        private void Lose(int number)
        {
            scene.Lake.Lose(number);
            foreach (var parts in _atS3.Values) parts.Remove(number);
        }

        // Whoever comes while the upload is under way is sent away, and disturbs nothing.
        private async Task FinishBesideAnotherAsync()
        {
            UploadResult? second = null;
            scene.Lake.Intercept = async context =>
            {
                if (context.Request.Path.Value!.EndsWith("/complete", StringComparison.Ordinal)) second = await scene.UploadAsync(Scene.Request(Path.Combine(scene.Folder, "a.mp4"), to: "/one"));
                return false;
            };
            await FinishAsync("/one");
            scene.Lake.Intercept = _ => Task.FromResult(false);
            Assert.Equal(UploadError.StateLocked, second!.Error!.Error);
        }

        private async Task FinishAsync(string target)
        {
            var path = WriteFile();
            var before = scene.Lake.PutCount;
            var result = await scene.UploadAsync(Scene.Request(path, to: target));
            Assert.Equal(UploadOutcome.Stored, result.Outcome);
            Assert.Equal(Parts - AtS3(target).Count, scene.Lake.PutCount - before);
            Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(scene.StoredBytes(result)));
            Assert.DoesNotContain(scene.StateFiles(), name => name.EndsWith(".corrupt", StringComparison.Ordinal));
            AtS3(target).Clear();
        }

        public ValueTask DisposeAsync() => scene.DisposeAsync();
    }
}
