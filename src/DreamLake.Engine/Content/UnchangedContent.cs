using DreamLake.Disk;

namespace DreamLake.Engine.Content;

/// <summary>Tells, as often as it is asked, whether a file still has the bytes that were hashed.</summary>
/// <remarks>
/// A look at the file's identity is enough where nothing of it changed. Where only its id or its change time did (a new name for it,
/// other rights, a file put back in its place), it is read again, once for each such change, and its bytes decide.
/// </remarks>
/// <param name="disk">Where the file is.</param>
/// <param name="path">The file.</param>
/// <param name="identity">What it was when it was hashed: taken before the first byte was read.</param>
/// <param name="sha256">What was read, or promised: 64 hex digits.</param>
/// <param name="plan">How it is cut into parts.</param>
internal sealed class UnchangedContent(IDisk disk, string path, FileIdentity identity, string sha256, PartPlan plan) : IDisposable
{
    private readonly SemaphoreSlim _oneReader = new(1);
    private volatile FileIdentity _identity = identity;

    /// <summary>What shows that its bytes are others now, in words; null where they are the same.</summary>
    /// <exception cref="FileNotFoundException">It is not there any more.</exception>
    /// <exception cref="IOException">It cannot be looked at or read.</exception>
    public async Task<string?> DifferenceAsync(CancellationToken cancellationToken)
    {
        var now = FileIdentity.Of(disk, path);
        if (_identity.DifferenceTo(now) is { } difference) return difference;
        if (IsAsBefore(now)) return null;

        // Parts on their way notice it side by side: one reads, the others wait for what it finds.
        await _oneReader.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ReadAgainAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _oneReader.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _oneReader.Dispose();

    private async Task<string?> ReadAgainAsync(CancellationToken cancellationToken)
    {
        var now = FileIdentity.Of(disk, path);
        if (_identity.DifferenceTo(now) is { } difference) return difference;
        if (IsAsBefore(now)) return null;
        try
        {
            var read = await ContentReader.DigestAsync(disk, path, plan, _ => { }, cancellationToken).ConfigureAwait(false);
            if (read.Sha256 != sha256) return "its bytes are others, though its size and last write are the same";
        }
        catch (EndOfStreamException)
        {
            return "it became shorter";
        }

        _identity = now;
        return null;
    }

    // A change time or an id that the file system never tells is null in both, and equal: within one run that is no reason to read again.
    private bool IsAsBefore(FileIdentity now) => _identity == now;
}
