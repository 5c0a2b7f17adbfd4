using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Language;
using DreamLake.Presentation;

namespace DreamLake.PowerShell.Progress;

/// <summary>The progress of a run as PowerShell shows it: a bar for the batch, and one under it for each file under way.</summary>
/// <remarks>Sampled by the pipeline's thread, at most five times a second: the console repaints no more often.</remarks>
internal sealed class ProgressBars
{
    private const int BatchId = 0;
    private const int MostFiles = 32;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private readonly PSCmdlet _cmdlet;
    // Bars are told apart by a number of their source and one of their own; ours is drawn so that no other command has it.
    private readonly long _source = Random.Shared.NextInt64(1L << 32, long.MaxValue);
    private readonly BatchProgress _batch = new(TimeProvider.System);
    private readonly Dictionary<(string Path, int Which), int> _shown = [];
    private long _updatedAt;
    private bool _isBatchShown;

    private ProgressBars(PSCmdlet cmdlet) => _cmdlet = cmdlet;

    /// <summary>The bars of a cmdlet; null where nobody wants to see any, and then nothing is sampled either.</summary>
    public static ProgressBars? For(PSCmdlet cmdlet) =>
        PreferenceVariable.Of(cmdlet, "ProgressAction", "ProgressPreference")
            is ActionPreference.SilentlyContinue or ActionPreference.Ignore ? null : new ProgressBars(cmdlet);

    /// <summary>Counts a file that is to come.</summary>
    public void Expect(string path) => _batch.Expect(path);

    /// <summary>Counts a file that has ended.</summary>
    public void Ended(UploadResult result) => _batch.Ended(result.Request.Path, result.Freed);

    /// <summary>Shows how far the run is, if it is time to.</summary>
    public void Update(Func<UploadSnapshot> sample)
    {
        if (_isBatchShown && TimeProvider.System.GetElapsedTime(_updatedAt) < Pace) return;
        _updatedAt = TimeProvider.System.GetTimestamp();
        var snapshot = sample();
        _isBatchShown = true;
        Write(BatchBar.Record(BatchId, _batch.Sample(snapshot), snapshot.Waiting));
        // Those that wait for the lake come last, and may be thousands.
        UpdateFiles([.. snapshot.Files.Take(MostFiles)]);
    }

    /// <summary>Takes all bars away.</summary>
    public void Complete() => CompleteAll(Write);

    /// <summary>Takes away what bars are left when the pipeline takes no records any more.</summary>
    public void CompleteThroughHost() => CompleteAll(record => _cmdlet.Host?.UI?.WriteProgress(_source, record));

    private void UpdateFiles(IReadOnlyList<FileSnapshot> files)
    {
        var present = new Dictionary<(string, int), FileSnapshot>();
        // The same file may be under way twice.
        foreach (var same in files.GroupBy(file => file.Path))
        {
            foreach (var (file, which) in same.Select((file, which) => (file, which))) present[(file.Path, which)] = file;
        }

        foreach (var gone in _shown.Where(bar => !present.ContainsKey(bar.Key)).ToArray())
        {
            _shown.Remove(gone.Key);
            Write(FileBar.Over(gone.Value));
        }

        foreach (var (key, file) in present)
        {
            if (!_shown.TryGetValue(key, out var id)) _shown[key] = id = FreeId();
            Write(FileBar.Record(id, BatchId, file));
        }
    }

    private int FreeId()
    {
        var id = BatchId + 1;
        while (_shown.ContainsValue(id)) id++;
        return id;
    }

    private void CompleteAll(Action<ProgressRecord> write)
    {
        foreach (var id in _shown.Values) write(FileBar.Over(id));
        _shown.Clear();
        if (_isBatchShown) write(FileBar.Over(BatchId));
        _isBatchShown = false;
    }

    private void Write(ProgressRecord record) => _cmdlet.CommandRuntime.WriteProgress(_source, record);
}
