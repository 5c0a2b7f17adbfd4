using System.Text.Json.Nodes;
using DreamLake.Disk;
using DreamLake.Engine.Tests.Checking;
using DreamLake.Testing;
using Xunit;

namespace DreamLake.Engine.Tests.Freeing;

/// <summary>
/// Random schedules of all that can go wrong at once: what the lake says at each question, and at any call what other programs do with the
/// file, a failing disk, and the end of the process. Whatever the schedule, no bytes are lost that the lake has not proven.
/// </summary>
public sealed class FreeScheduleTests
{
    // 10,000 with DREAMLAKE_TEST_SEEDS=10, as a full run has more.
    private const int Schedules = 1_000;
    private static readonly string[] Words = [.. CheckTests.Words.Select(row => row.Data.Item1)];

    [Fact]
    public async Task No_schedule_loses_a_byte_that_is_not_proven()
    {
        var seed = TestSize.Seed(18);
        var (freed, kept, events) = (0, 0, new Dictionary<string, int>());
        for (var number = 0; number < TestSize.Cases(Schedules); number++)
        {
            using var schedule = new Schedule(unchecked((seed * 1_000_003) + number));
            await schedule.PlayAsync();
            if (schedule.Fault() is { } fault) Assert.Fail($"schedule {number} of seed {seed}: {fault}\n{schedule.Story}");
            if (schedule.IsFreed) freed++;
            else kept++;
            foreach (var name in schedule.Happened) events[name] = events.GetValueOrDefault(name) + 1;
        }

        // Not a suite that proves nothing: files are freed and kept, and each event comes up.
        var told = $"{freed} freed, {kept} kept; {string.Join(", ", events.Select(pair => $"{pair.Value} {pair.Key}"))}";
        TestContext.Current.SendDiagnosticMessage(told);
        Assert.True(freed > 0 && kept > 0 && events.Count == Schedule.Kinds.Length, told);
    }

    private sealed class Schedule : IDisposable
    {
        public static readonly string[] Kinds = ["swap", "edit", "writer", "link", "replace", "failure", "death", "cancel"];

        private readonly Random _random;
        private readonly FreeingPlace _place = new(Directory.Exists("/dev/shm") ? "/dev/shm" : null);
        private readonly List<(int Step, string Kind)> _plan = [];
        private readonly List<byte[]> _owned = [];
        private readonly List<string> _story = [];
        private readonly CancellationTokenSource _stop = new();
        private byte[]? _unproven;
        private string _word;
        private bool _wasProven;
        private bool _isDead;
        private int _calls;
        private FileStream? _writer;

        public Schedule(int seed)
        {
            _random = new Random(seed);
            _word = _random.Next(3) == 0 ? Words[_random.Next(Words.Length)] : "honest";
            for (var events = _random.Next(4); events > 0; events--) _plan.Add((_random.Next(45), Kinds[_random.Next(Kinds.Length)]));
            _place.Lake.Tells = Told;
            // Some lakes answer for many names at once: as they like, and no proof of a deletion.
            _place.Lake.LookupTellsProofs = _random.Next(3) switch { 0 => null, 1 => false, _ => true };
            _place.Disk.OnCall = Happen;
            _place.Lake.OnRequest = Happen;
        }

        public List<string> Happened { get; } = [];

        public string Story => string.Join('\n', _story);

        public bool IsFreed { get; private set; }

        public async Task PlayAsync()
        {
            for (var run = 0; run < 2; run++)
            {
                try
                {
                    using var freer = new LakeFreer(ToldLake.Connection, _place.Options, TimeProvider.System, _place.Disk);
                    var requests = new[] { ToldLake.Request(_place.FilePath) }.ToAsyncEnumerable();
                    await foreach (var result in freer.FreeAsync(requests, _stop.Token).ConfigureAwait(false))
                    {
                        _story.Add($"run {run}: {result.Outcome} {result.Reason}");
                        IsFreed |= result.Outcome == FreeOutcome.Freed;
                    }
                }
                catch (Exception fault) when (fault is InvalidOperationException or OperationCanceledException or UploadException)
                {
                    _story.Add($"run {run}: {fault.GetType().Name}");
                }

                // The next run is a new process, after whatever happened.
                _isDead = false;
                _writer?.Dispose();
                _writer = null;
                if (_random.Next(2) == 0) _word = Words[_random.Next(Words.Length)];
            }
        }

        /// <summary>What is wrong; null where nothing is.</summary>
        public string? Fault()
        {
            var here = Directory.GetFiles(_place.Folder).Where(path => new FileInfo(path).LinkTarget is null)
                .Select(File.ReadAllBytes).ToArray();
            foreach (var bytes in _owned)
            {
                if (!here.Any(one => one.AsSpan().SequenceEqual(bytes))) return "another's bytes are gone";
            }

            var original = _unproven ?? FreeingPlace.Bytes;
            if (here.Any(one => one.AsSpan().SequenceEqual(original))) return null;
            if (_unproven is not null) return "bytes that the lake never had are gone";
            if (!_wasProven) return "the file is gone, and no proof was given";
            return File.ReadAllText(_place.Journal).Contains(ToldLake.Sha256(original), StringComparison.Ordinal)
                ? null
                : "the file is gone, and the journal does not say so";
        }

        public void Dispose()
        {
            _writer?.Dispose();
            _stop.Dispose();
            _place.Dispose();
        }

        private JsonObject? Told(int asked)
        {
            var isLookup = _place.Lake.Requests.LastOrDefault() == "POST /assets/lookup";
            // What it loses, or thinks better of, it may do between any two questions.
            if (_random.Next(8) == 0) _word = Words[_random.Next(Words.Length)];
            _story.Add($"the lake says: {_word}");
            _wasProven |= _word == "honest" && !isLookup;
            return CheckTests.Told(_word);
        }

        private void Happen(string call)
        {
            if (_isDead) throw Dead();
            var step = _calls++;
            foreach (var (_, kind) in _plan.Where(planned => planned.Step == step).ToArray())
            {
                _story.Add($"step {step} ({call.Split('/')[0].Trim()}): {kind}");
                Happened.Add(kind);
                Act(kind);
            }
        }

        private void Act(string kind)
        {
            var path = _place.FilePath;
            switch (kind)
            {
                case "failure":
                    throw new IOException("the disk failed");
                case "death":
                    _isDead = true;
                    throw Dead();
                case "cancel":
                    _stop.Cancel();
                    break;
                case "swap" when File.Exists(path):
                    File.Move(path, $"{path}.{_owned.Count}.kept");
                    File.WriteAllBytes(path, Own());
                    break;
                case "replace" when !File.Exists(path):
                    File.WriteAllBytes(path, Own());
                    break;
                case "link" when File.Exists(path):
                    new LocalDisk().TryLink(path, $"{path}.{_calls}.link");
                    break;
                case "edit" when _owned.Count == 0 && TryOpenToWrite(path) is { } editor:
                    // In place, and with the time put back.
                    var at = File.GetLastWriteTimeUtc(path);
                    _unproven = [.. _unproven ?? FreeingPlace.Bytes];
                    _unproven[17]++;
                    using (editor) editor.Write(_unproven);
                    File.SetLastWriteTimeUtc(path, at);
                    break;
                case "writer" when _owned.Count == 0 && _writer is null && TryOpenToWrite(path) is { } writer:
                    _writer = writer;
                    _unproven = [.. _unproven ?? FreeingPlace.Bytes];
                    _unproven[18]++;
                    writer.Write(_unproven);
                    writer.Flush();
                    break;
                default:
                    break;
            }
        }

        private byte[] Own()
        {
            var bytes = new byte[100];
            _random.NextBytes(bytes);
            _owned.Add(bytes);
            return bytes;
        }

        // The process is dead: nothing that it would do any more is done.
        private static InvalidOperationException Dead() => new("The process is dead.");

        private static FileStream? TryOpenToWrite(string path) => FreeStepTests.TryOpenToWrite(path);
    }
}
