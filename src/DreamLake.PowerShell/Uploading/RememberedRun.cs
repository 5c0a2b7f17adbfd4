using DreamLake.Engine;

namespace DreamLake.PowerShell.Uploading;

/// <summary>What an earlier run had not begun or not ended, and how it was asked to go.</summary>
/// <remarks>
/// It stands between the cmdlet and the engine because PowerShell looks at every member of a cmdlet, before the engine is loaded.
/// </remarks>
internal sealed class RememberedRun
{
    private readonly UploadBatches _batches;
    private readonly UploadBatch _batch;

    private RememberedRun(UploadBatches batches, UploadBatch batch) => (_batches, _batch) = (batches, batch);

    /// <summary>Those that go to a lake, the oldest first.</summary>
    /// <exception cref="Engine.UploadException">They cannot be read.</exception>
    public static IReadOnlyList<RememberedRun> At(LakeConnection lake)
    {
        var batches = new UploadBatches();
        return [.. batches.List().Where(batch => batch.Lake == lake.Name).Select(batch => new RememberedRun(batches, batch))];
    }

    /// <summary>The files that are left of it.</summary>
    /// <exception cref="Engine.UploadException">It cannot be read.</exception>
    public IEnumerable<UploadRequest> Rest() => _batches.Rest(_batch);

    /// <summary>How it was asked to go; what was typed comes first.</summary>
    public UploadOptions Options(UploadOptions typed) => _batch.Options(typed);

    /// <summary>Forgets it: another run has its files.</summary>
    /// <exception cref="Engine.UploadException">Another process has it in hand, or it cannot be removed.</exception>
    public void Forget() => _batches.Forget(_batch);
}
