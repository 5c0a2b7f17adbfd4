using DreamLake.Bss.Tracks;
using DreamLake.Hosting;
using DreamLake.Protocol;

namespace DreamLake.Bss.Media;

/// <summary>Step 7: registers what lies in the staging pool, once for each type, place, name and content.</summary>
internal sealed class MediaRegistration(MediaRegistry registry, StoredContent content, TimeProvider time)
{
    /// <summary>Registers a content, or finds it registered.</summary>
    /// <param name="type">What it is registered as.</param>
    /// <param name="request">The request, whose owner was checked.</param>
    /// <param name="cancellationToken">Gives up before it is registered.</param>
    /// <exception cref="RefusalException">
    /// 400: a field is missing or malformed. 404: nothing lies there. 422: size or hash differ, or the track is malformed.
    /// </exception>
    public async Task<Medium> RegisterAsync(AssetType type, RegisterMediaRequest request, CancellationToken cancellationToken)
    {
        var medium = RegistrationRules.Read(type, request, time.GetUtcNow());
        var key = medium.ContentKey;
        var size = await content.FindSizeAsync(key, cancellationToken) ?? throw NothingUnder(key);
        if (request.Size is { } told && told != size)
            throw RefusalException.Wrong($"The content has {told} bytes and {size} of them lie in the staging pool. Upload it again.");

        if (await registry.FindSameAsync(medium, cancellationToken) is { } known) return known;
        var summary = await SummaryAsync(type, medium.Format, key, cancellationToken);
        return await registry.AddAsync(medium.As(size, summary), cancellationToken);
    }

    private async Task<TrackSummary?> SummaryAsync(AssetType type, string? formatWord, string key, CancellationToken cancellationToken)
    {
        if (TrackFormats.ReaderOf(type, formatWord) is not { } format) return null;
        using var stored = await content.OpenAsync(key, cancellationToken) ?? throw NothingUnder(key);
        return await TrackReader.ReadAsync(stored.ResponseStream, format, cancellationToken);
    }

    private static RefusalException NothingUnder(string key) =>
        RefusalException.NotFound($"Nothing lies in the staging pool under '{key}'. " +
            "Complete its multipart upload first; if that expired, upload it again.");
}
