using System.Security.Claims;
using DreamLake.Bss.Contents;
using DreamLake.Bss.Tables;
using DreamLake.Bss.Tracks;
using DreamLake.Bss.Uploads;
using DreamLake.Hosting;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Bss.Media;

/// <summary>Step 7: registers what lies in the staging pool, once for each type, place, name and content.</summary>
internal sealed class MediaRegistration(
    MediaRegistry registry, MediaStates states, ContentTable contents, StoredObjects objects, VerificationQueue queue, Takeover takeover,
    TimeProvider time)
{
    /// <summary>Registers a content, or finds it registered, and tells how far the lake is with it.</summary>
    /// <param name="type">What it is registered as.</param>
    /// <param name="request">The request.</param>
    /// <param name="bearer">Who asks.</param>
    /// <param name="cancellationToken">Gives up before it is registered.</param>
    /// <exception cref="RefusalException">403: the namespace is another's. All else as <see cref="RegisterAsync"/> has it.</exception>
    public async Task<RegisterMediaResponse> AnswerAsync(
        AssetType type, RegisterMediaRequest request, ClaimsPrincipal bearer, CancellationToken cancellationToken)
    {
        var owner = NameRules.Normalize(RefusalException.Required(request.Owner, "owner"));
        if (!bearer.Owns(owner, request.Project)) throw RefusalException.NotYours(bearer, owner, request.Project);
        var medium = await RegisterAsync(type, request, cancellationToken);
        var content = await contents.FindAsync(medium.ContentId, cancellationToken);
        var verified = MediaStates.ProofOf(medium, content);
        var status = verified is null ? (await states.FindAsync(medium, cancellationToken)).Status : null;
        return new RegisterMediaResponse(medium.Id, medium.EntryCount, medium.Fields, status, verified);
    }

    /// <summary>Registers a content, or finds it registered.</summary>
    /// <param name="type">What it is registered as.</param>
    /// <param name="request">The request, whose owner was checked.</param>
    /// <param name="cancellationToken">Gives up before it is registered.</param>
    /// <exception cref="RefusalException">
    /// 400: a field is missing or malformed. 404: no such content is stored. 409: several are, and the request does not tell which.
    /// 422: size or hash differ, or the track is malformed. 503: the lake is still reading contents of these 16 digits.
    /// </exception>
    private async Task<Medium> RegisterAsync(AssetType type, RegisterMediaRequest request, CancellationToken cancellationToken)
    {
        await takeover.EnsureAsync(cancellationToken);
        var medium = RegistrationRules.Read(type, request, time.GetUtcNow());
        var content = await FindContentAsync(medium, cancellationToken);
        if (request.Size is { } told && told != content.Size)
            throw RefusalException.Wrong(
                $"The content has {told} bytes and {content.Size} of them lie in the staging pool. Upload it again.");
        if (await objects.FindSizeAsync(content.Key, cancellationToken) is null)
        {
            // What somebody removed behind the lake's back is found out now, and not by whoever reads it.
            await queue.AddAsync(content, cancellationToken);
            throw NothingUnder(medium);
        }

        if (await registry.FindSameAsync(medium, content, cancellationToken) is { } known)
        {
            if (!IsOneWith(known, medium, content)) throw StillReading();
            if (known.TrashedAt is null || await registry.TryReviveAsync(known, cancellationToken)) return known;
        }

        var summary = await SummaryAsync(type, medium, content.Key, cancellationToken);
        return await registry.AddAsync(medium.As(content, summary), content, cancellationToken) ?? throw NothingUnder(medium);
    }

    private async Task<Content> FindContentAsync(Medium medium, CancellationToken cancellationToken)
    {
        var stored =
            await contents.FindStoredAsync(medium.Owner, medium.Project, UploadHash.SixteenOf(medium.StagingHash), cancellationToken);
        if (medium.Sha256 is { } sha256)
        {
            return stored.FirstOrDefault(content => content.Sha256 == sha256)
                ?? stored.FirstOrDefault(content => content.Sha256 is null && content.Promised == sha256)
                // Its client told the whole digest at this step first: what the lake reads back is held against it.
                ?? stored.FirstOrDefault(content => content.Sha256 is null && content.Promised is null)
                ?? throw NothingUnder(medium);
        }

        return stored switch
        {
            [] => throw NothingUnder(medium),
            [var only] => only,
            _ when stored.All(content => content.State == ContentState.Proven) => throw new RefusalException(StatusCodes.Status409Conflict,
                $"{stored.Count} contents are stored whose SHA-256 begin with {medium.StagingHash}. Tell which one is meant: the field " +
                "'sha256'."),
            _ => throw StillReading(),
        };
    }

    // Two clients told two whole digests of bytes that the lake has not read yet: one of them is wrong.
    private static bool IsOneWith(Medium known, Medium medium, Content content) =>
        content.Sha256 is not null || known.Sha256 is null || medium.Sha256 is null || known.Sha256 == medium.Sha256;

    private async Task<TrackSummary?> SummaryAsync(AssetType type, Medium medium, string key, CancellationToken cancellationToken)
    {
        if (TrackFormats.ReaderOf(type, medium.Format) is not { } format) return null;
        using var stored = await objects.OpenAsync(key, cancellationToken) ?? throw NothingUnder(medium);
        return await TrackReader.ReadAsync(stored.ResponseStream, format, cancellationToken);
    }

    private static RefusalException StillReading() => new(StatusCodes.Status503ServiceUnavailable,
        "The lake is still reading contents of these 16 digits back, to tell them apart. Nothing is lost: try again shortly.");

    private static RefusalException NothingUnder(Medium medium) => RefusalException.NotFound(
        $"Nothing lies in the staging pool under '{StagingKey.For(medium.Owner, medium.Project, medium.StagingHash)}'" +
        (medium.Sha256 is { } sha256 ? $" with the SHA-256 {sha256}. " : ". ")
            + "Complete its multipart upload first; if that expired, upload it again.");
}
