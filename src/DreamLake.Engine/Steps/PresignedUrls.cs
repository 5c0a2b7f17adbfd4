using System.Globalization;
using DreamLake.Engine.Services;
using DreamLake.Protocol;

namespace DreamLake.Engine.Steps;

/// <summary>A part's presigned URL, with the digest that was signed into it, if any.</summary>
internal readonly record struct PresignedUrl(Uri Address, string? Digest);

/// <summary>The presigned URLs of one upload, signed just in time: for the part that is about to be sent and the few after it.</summary>
/// <param name="bss">Signs.</param>
/// <param name="upload">Whose parts.</param>
/// <param name="missing">The parts to send, in the order in which they are sent.</param>
internal sealed class PresignedUrls(BssClient bss, Upload upload, int[] missing) : IDisposable
{
    // Enough that four workers seldom wait for BSS, few enough that a URL is used soon after it was signed.
    private const int SignedAtOnce = 8;
    private const string Crc32C = "CRC32C";

    private readonly SemaphoreSlim _signing = new(1);
    private readonly Dictionary<int, PresignedUrl> _urls = [];

    /// <summary>The URL of a part. Each is given out as long as it is not dropped.</summary>
    public async Task<PresignedUrl> GetAsync(int number, CancellationToken cancellation)
    {
        await _signing.WaitAsync(cancellation);
        try
        {
            if (_urls.TryGetValue(number, out var known)) return known;
            await SignAsync(number, cancellation);
            return _urls[number];
        }
        finally
        {
            _signing.Release();
        }
    }

    /// <summary>Forgets a URL that S3 no longer takes.</summary>
    public void Drop(int number)
    {
        _signing.Wait(CancellationToken.None);
        _urls.Remove(number);
        _signing.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => _signing.Dispose();

    private async Task SignAsync(int number, CancellationToken cancellation)
    {
        var numbers = missing.SkipWhile(n => n != number).Where(n => n == number || !_urls.ContainsKey(n)).Take(SignedAtOnce).ToArray();
        var state = upload.State!;
        var digests = state.ChecksumAlgorithm == Crc32C
            ? numbers.ToDictionary(n => n.ToString(CultureInfo.InvariantCulture), n => Content.Crc32C.ToBase64(upload.Digest!.OfPart(n)))
            : null;
        var signed = await bss.SignAsync(upload.Target.Type, new SignPartsRequest(state.UploadId, state.Key, numbers, digests), cancellation);
        foreach (var (n, address) in signed)
            _urls[n] = new PresignedUrl(address, digests?[n.ToString(CultureInfo.InvariantCulture)]);
    }
}
