using System.Buffers;
using System.Security.Cryptography;
using DreamLake.Engine.Content;
using FileReception = DreamLake.Engine.Receiving.ReceiveProgress.FileReception;

namespace DreamLake.Engine.Receiving;

/// <summary>Fetches what is missing of a file and takes its SHA-256 beside it, from the disk, in order.</summary>
/// <remarks>
/// What an earlier run left is held against the digests that the lake tells, else against the one that its range had when it came, before
/// it is believed. The SHA-256 follows the
/// wire, so that it costs little time of its own.
/// </remarks>
/// <param name="ranges">Receives ranges.</param>
/// <param name="partial">The file.</param>
/// <param name="remote">The object.</param>
/// <param name="plan">How the file is cut.</param>
/// <param name="told">The lake's digests of ranges; null where it tells none.</param>
/// <param name="progress">Told how far it is.</param>
/// <param name="note">Told what happens on the way.</param>
internal sealed class WholeFile(
    RangeReceiver ranges, PartialFile partial, RemoteObject remote, PartPlan plan, ToldDigests? told, FileReception progress,
    Action<string> note)
    : IRangeTarget
{
    private const int ReadSize = 1024 * 1024;
    private readonly RangePlan _plan = new(plan);
    private readonly HashSet<int> _leftBehind = [];

    /// <summary>Fetches and checks.</summary>
    /// <param name="workers">How many ranges of this file at once.</param>
    /// <param name="cancellationToken">Pauses: what came is kept.</param>
    /// <returns>The whole SHA-256, 64 hex digits.</returns>
    /// <exception cref="Resilience.LakeException">A range could not be had.</exception>
    /// <exception cref="ReceivedFileException">The disk does not go along.</exception>
    public async Task<string> ReceiveAsync(int workers, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        for (var number = 1; number <= _plan.Count; number++) Begin(number);
        var check = Task.Run(() => CheckAsync(stop.Token), CancellationToken.None);
        Task[] all = [check, .. Enumerable.Range(0, Math.Min(workers, _plan.Count)).Select(_ => FetchAsync(stop.Token))];
        await EndTogetherAsync(all, stop).ConfigureAwait(false);
        return await check.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        partial.Write(bytes, offset);
        progress.AddReceived(bytes.Length);
    }

    /// <inheritdoc/>
    public void TakeBack(long bytes) => progress.AddHere(-bytes);

    /// <inheritdoc/>
    public void Note(string text) => note(text);

    private void Begin(int number)
    {
        if (partial.DigestOf(number) is null)
        {
            _plan.Want(number);
            return;
        }

        _leftBehind.Add(number);
        progress.AddHere(_plan.BytesOf(number).Length);
        _plan.Arrived(number);
    }

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        await foreach (var number in _plan.MissingAsync(cancellationToken).ConfigureAwait(false))
        {
            var range = await ranges.ReceiveAsync(remote, _plan.BytesOf(number), this, cancellationToken).ConfigureAwait(false);
            partial.Record(number, range);
            _plan.Arrived(number);
        }
    }

    private async Task<string> CheckAsync(CancellationToken cancellationToken)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            for (var number = 1; number <= _plan.Count; number++)
            {
                await EnsureHereAsync(number, buffer, cancellationToken).ConfigureAwait(false);
                Read(number, buffer, bytes =>
                {
                    sha256.AppendData(bytes);
                    progress.AddChecked(bytes.Length);
                }, cancellationToken);
            }

            return Convert.ToHexString(sha256.GetHashAndReset()).ToLowerInvariant();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _plan.End();
        }
    }

    // What came in this run was digested on its way; what an earlier run left is looked at.
    private async Task EnsureHereAsync(int number, byte[] buffer, CancellationToken cancellationToken)
    {
        if (_leftBehind.Contains(number) && partial.DigestOf(number) is { } before)
        {
            var check = told?.CheckOf(_plan.BytesOf(number)) ?? new RangeCheck(new[] { before }, long.MaxValue);
            Read(number, buffer, check.Append, cancellationToken);
            if (check.End()) return;
            var range = _plan.BytesOf(number);
            note($"bytes {range.Offset:N0} to {range.End - 1:N0} are not what the lake has, and come again");
            progress.AddHere(-range.Length);
            partial.Forget(number);
            _plan.Want(number);
        }

        await _plan.WaitAsync(number, cancellationToken).ConfigureAwait(false);
    }

    private void Read(int number, byte[] buffer, ReadOnlySpanAction take, CancellationToken cancellationToken)
    {
        var range = _plan.BytesOf(number);
        for (var offset = range.Offset; offset < range.End;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = partial.Read(buffer, (int)Math.Min(ReadSize, range.End - offset), offset);
            if (read == 0) throw new ReceivedFileException($"The file ends at byte {offset:N0}: another program cut it.");
            take(buffer.AsSpan(0, read));
            offset += read;
        }
    }

    // The first that fails ends the others; its error is the one to tell.
    private static async Task EndTogetherAsync(Task[] all, CancellationTokenSource stop)
    {
        var running = all.ToList();
        Task? failed = null;
        while (running.Count > 0)
        {
            var ended = await Task.WhenAny(running).ConfigureAwait(false);
            running.Remove(ended);
            if (ended.IsCompletedSuccessfully || failed is not null) continue;
            failed = ended;
            await stop.CancelAsync().ConfigureAwait(false);
        }

        if (failed is not null) await failed.ConfigureAwait(false);
    }

    private delegate void ReadOnlySpanAction(ReadOnlySpan<byte> bytes);
}
