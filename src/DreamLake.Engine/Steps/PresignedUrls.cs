using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.ExceptionServices;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;

namespace DreamLake.Engine.Steps;

/// <summary>The presigned URLs of one upload, signed just in time: for the part that is about to be sent and the few after it.</summary>
/// <param name="bss">Signs.</param>
/// <param name="clocks">Tells when a URL expires, by the clock of those who judge it.</param>
/// <param name="multipart">Whose parts.</param>
/// <param name="missing">The parts to send, in the order in which they are sent.</param>
internal sealed class PresignedUrls(BssClient bss, ServerClocks clocks, OpenMultipart multipart, int[] missing) : IDisposable
{
    // Enough that four workers seldom wait for BSS, few enough that a URL is used soon after it was signed. (The protocol's bound is 32.)
    private const int SignedAtOnce = 8;
    private const string Crc32C = "CRC32C";

    // A URL is a permission: one that is used at once need not live as long as those of clients that sign everything up front.
    public const int SecondsToLive = 900;

    // HTTP's Date and the signature's own date tell whole seconds.
    private static readonly TimeSpan ClockStep = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _signing = new(1);
    private readonly ConcurrentDictionary<int, PresignedUrl> _urls = new(multipart.Signed.Select(signed =>
        KeyValuePair.Create(signed.Key, new PresignedUrl(signed.Value))));
    private ExceptionDispatchInfo? _givenUp;

    /// <summary>Whether BSS has the parts checked: then their digests are signed into the URLs.</summary>
    public bool AreChecked => multipart.Journal.State.ChecksumAlgorithm == Crc32C;

    /// <summary>
    /// The URL of a part. One that would expire before the part can be through is signed again; one fresh from BSS is given out as it is.
    /// </summary>
    /// <param name="number">The part.</param>
    /// <param name="partTakes">How long a part takes, as far as is known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PresignedUrl> GetAsync(int number, TimeSpan partTakes, CancellationToken cancellationToken)
    {
        // A part whose URL is there does not wait for the call that signs others.
        if (Known(number, partTakes) is { } ready) return ready;
        await _signing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Known(number, partTakes) is { } signed) return signed;
            // The call that was to sign this part too has used up its tries: parts that waited for it do not begin them anew.
            _givenUp?.Throw();
            await SignAsync(number, partTakes, cancellationToken).ConfigureAwait(false);
            return _urls[number];
        }
        catch (LakeException fault) when (_givenUp is null)
        {
            _givenUp = ExceptionDispatchInfo.Capture(fault);
            throw;
        }
        finally
        {
            _signing.Release();
        }
    }

    /// <summary>Whether a URL would expire before its part can be through.</summary>
    public bool IsSpent(PresignedUrl url, TimeSpan partTakes) =>
        url.ExpiresAt is { } end && clocks.NowAt(url.Address, bss.Address) + partTakes + ClockStep >= end;

    /// <summary>Forgets a URL: its part is stored, or S3 no longer takes it.</summary>
    public void Drop(int number) => _urls.TryRemove(number, out _);

    /// <summary>Forgets every URL of an address that nobody listens at any more.</summary>
    public void DropAllAt(string authority)
    {
        foreach (var (number, url) in _urls)
        {
            if (url.Address.Authority == authority) Drop(number);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _signing.Dispose();

    private PresignedUrl? Known(int number, TimeSpan partTakes) =>
        _urls.TryGetValue(number, out var url) && !IsSpent(url, partTakes) ? url : null;

    private async Task SignAsync(int number, TimeSpan partTakes, CancellationToken cancellationToken)
    {
        var (file, state) = (multipart.File, multipart.Journal.State);
        // A file that is hashed as it is sent is read no further for it: what is read too early is gone from the page cache by its turn.
        var numbers = missing.Skip(Array.IndexOf(missing, number))
            .TakeWhile(n => n == number || file.HasRead(n))
            .Where(n => n == number || Known(n, partTakes) is null)
            .Take(SignedAtOnce).ToArray();
        var checksums = AreChecked ? await ChecksumsOfAsync(file, numbers, cancellationToken).ConfigureAwait(false) : null;
        var parts = new PartsToSign(numbers, checksums, SecondsToLive);
        var signed = await bss.SignAsync(file.Target.Type, state.UploadId, state.Key, parts, cancellationToken).ConfigureAwait(false);
        foreach (var (n, address) in signed) _urls[n] = new PresignedUrl(address);
    }

    /// <summary>The CRC-32C of some parts, base64, by their numbers.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ChecksumsOfAsync(
        IdentifiedFile file, IReadOnlyList<int> numbers, CancellationToken cancellationToken)
    {
        var checksums = new Dictionary<string, string>(numbers.Count);
        foreach (var n in numbers)
        {
            var digest = await file.DigestOfPartAsync(n, cancellationToken).ConfigureAwait(false);
            checksums[n.ToString(CultureInfo.InvariantCulture)] = Content.Crc32C.ToBase64(digest);
        }

        return checksums;
    }
}
