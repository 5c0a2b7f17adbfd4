using System.Security.Claims;
using DreamLake.Bss.S3;
using DreamLake.Bss.Tables;
using DreamLake.Hosting;
using DreamLake.Hosting.Limits;
using DreamLake.Hosting.Work;
using DreamLake.Lambda;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Work;

/// <summary>Puts together what is under way of a namespace, of one space, or of the whole lake.</summary>
internal sealed class WorkState(
    IDbContextFactory<MediaContext> contexts, StagingUploads staging, OpenJobs jobs, LiveLimits limits, BssOptions options)
{
    private const int AskedAtOnce = 8;

    /// <summary>As much of it as a token opens.</summary>
    public async Task<LakeWork> FindAsync(ClaimsPrincipal bearer, CancellationToken cancellationToken)
    {
        var owner = bearer.OwnsLake() ? null : bearer.NamespaceOf() ?? "";
        var project = bearer.OnlySpaceOf();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var contents = db.Contents.Where(content => (owner == null || content.Owner == owner)
            && (project == null || content.Project == project));
        return new LakeWork(
            await UploadsAsync(db, owner, project, cancellationToken),
            await JobsAsync(db, owner, project, cancellationToken),
            await ProofsAsync(db, contents, cancellationToken),
            await UsedAsync(contents, cancellationToken));
    }

    private async Task<IReadOnlyList<OpenUpload>> UploadsAsync(
        MediaContext db, string? owner, string? project, CancellationToken cancellationToken)
    {
        var open = await db.Uploads.AsNoTracking()
            .Where(upload => (upload.State == UploadState.Open || upload.State == UploadState.Completing
                    || upload.State == UploadState.Comparing)
                && (owner == null || upload.Owner == owner) && (project == null || upload.Project == project))
            .OrderByDescending(upload => upload.CreatedAt).Take(LakeWork.Most).ToListAsync(cancellationToken);
        var told = new OpenUpload?[open.Count];
        await Parallel.ForAsync(
            0, open.Count, new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnce, CancellationToken = cancellationToken },
            async (index, token) => told[index] = await ProgressAsync(open[index], token));
        return [.. told.OfType<OpenUpload>()];
    }

    // Null for one that S3 ended meanwhile.
    private async Task<OpenUpload?> ProgressAsync(Upload upload, CancellationToken cancellationToken)
    {
        if (!upload.TakesParts) return Told(upload, parts: 0, upload.Size ?? 0);
        var parts = await staging.FindPartsAsync(upload.S3Key, upload.Id, cancellationToken);
        if (parts is null) return upload.State == UploadState.Completing ? Told(upload, 0, upload.Size ?? 0) : null;
        return Told(upload, parts.Count, parts.Sum(part => part.Size ?? 0));
    }

    private static OpenUpload Told(Upload upload, int parts, long bytes) => new(
        upload.Owner, upload.Project, upload.Hash, upload.State.ToString().ToLowerInvariant(), upload.Size, parts, bytes,
        upload.CreatedAt);

    private async Task<IReadOnlyList<OpenJob>> JobsAsync(
        MediaContext db, string? owner, string? project, CancellationToken cancellationToken)
    {
        var open = await jobs.ListAsync(owner, project, LakeWork.Most, cancellationToken);
        var ids = open.Select(job => job.MediaId).ToList();
        var media = await db.Media.AsNoTracking().Where(medium => ids.Contains(medium.Id) && medium.TrashedAt == null)
            .ToDictionaryAsync(medium => medium.Id, cancellationToken);
        return [.. open.Where(job => media.ContainsKey(job.MediaId)).Select(job => (Job: job, Medium: media[job.MediaId]))
            .Select(one => new OpenJob(
                one.Job.Type, one.Job.MediaId, one.Medium.Owner, one.Medium.Project, one.Medium.Name, one.Job.State, one.Job.Reason))];
    }

    private async Task<ProofState> ProofsAsync(MediaContext db, IQueryable<Content> contents, CancellationToken cancellationToken)
    {
        var states = await contents.Where(content => content.SameAs == null).GroupBy(content => content.State)
            .Select(same => new { State = same.Key, Count = same.Count() })
            .ToDictionaryAsync(same => same.State, same => same.Count, cancellationToken);
        var waiting = await contents.CountAsync(
            content => db.Verifications.Any(verification => verification.ContentId == content.Id), cancellationToken);
        var oldest = await contents.Where(content => content.State == ContentState.Proven && content.SameAs == null)
            .OrderBy(content => content.VerifiedAt).Select(content => content.VerifiedAt).FirstOrDefaultAsync(cancellationToken);
        int Of(ContentState state) => states.GetValueOrDefault(state);
        return new ProofState(
            waiting, Of(ContentState.Stored) + Of(ContentState.Compared), Of(ContentState.Proven),
            Of(ContentState.Rejected) + Of(ContentState.Damaged), oldest, options.ScrubInterval.TotalDays);
    }

    private async Task<IReadOnlyList<UsedSpace>> UsedAsync(
        IQueryable<Content> contents, CancellationToken cancellationToken)
    {
        var used = await contents.Where(content => content.SameAs == null).GroupBy(content => content.Owner)
            .Select(own => new { Owner = own.Key, Contents = own.Count(), Bytes = own.Sum(content => content.Size) })
            .OrderByDescending(own => own.Bytes).Take(LakeWork.Most).ToListAsync(cancellationToken);
        var told = new List<UsedSpace>(used.Count);
        foreach (var own in used)
        {
            var most = await limits.FindAsync(own.Owner, cancellationToken);
            told.Add(new UsedSpace(own.Owner, own.Contents, own.Bytes) { MostBytes = most.Bytes, MostContents = most.Objects });
        }

        return told;
    }
}
