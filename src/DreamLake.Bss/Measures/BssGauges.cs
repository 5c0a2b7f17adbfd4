using System.Diagnostics.Metrics;
using DreamLake.Bss.Tables;
using DreamLake.Hosting.Measures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace DreamLake.Bss.Measures;

/// <summary>What BSS's tables hold: uploads under way, what is stored, what waits to be read back, and what is broken.</summary>
internal sealed class BssGauges : SampledGauges
{
    private const string Open = "dreamlake.uploads.open";
    private const string Bytes = "dreamlake.stored.bytes";
    private const string Contents = "dreamlake.stored.contents";
    private const string Waiting = "dreamlake.verification.waiting";
    private const string Lag = "dreamlake.verification.lag";
    private const string Broken = "dreamlake.contents.broken";
    private const string Scrubbed = "dreamlake.scrub.oldest";

    private readonly IDbContextFactory<MediaContext> _contexts;

    public BssGauges(IDbContextFactory<MediaContext> contexts, BssMeter meter, TimeProvider time, ILogger<BssGauges> log)
        : base(time, log)
    {
        _contexts = contexts;
        Add(meter.Meter, Open, "{upload}", "Multipart uploads under way.");
        Add(meter.Meter, Bytes, "By", "Bytes of contents, those that uploads under way will have included.");
        Add(meter.Meter, Contents, "{content}", "Contents, uploads under way included.");
        Add(meter.Meter, Waiting, "{content}", "Contents that wait to be read back.");
        Add(meter.Meter, Lag, "s", "How long ago the content was stored that waits longest to be read back.");
        Add(meter.Meter, Broken, "{content}", "Contents that are rejected, damaged or lost their row, and nobody's objects, by which.");
        Add(meter.Meter, Scrubbed, "s", "How long ago the proven content was read that was read longest ago.");
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyDictionary<string, IReadOnlyList<Measurement<double>>>> LookAsync(
        CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        var (open, bytes, contents) = await UsageAsync(db, cancellationToken);
        var waiting = await db.Verifications.CountAsync(cancellationToken);
        var oldest = await db.Contents.Where(content => db.Verifications.Any(row => row.ContentId == content.Id))
            .MinAsync(content => (DateTimeOffset?)content.CreatedAt, cancellationToken);
        var read = await db.Contents.Where(content => content.State == ContentState.Proven && content.SameAs == null)
            .OrderBy(content => content.VerifiedAt).Select(content => content.VerifiedAt).FirstOrDefaultAsync(cancellationToken);
        return new Dictionary<string, IReadOnlyList<Measurement<double>>>
        {
            [Open] = Only(open),
            [Bytes] = Only(bytes),
            [Contents] = Only(contents),
            [Waiting] = Only(waiting),
            [Lag] = Only(SecondsSince(oldest)),
            [Broken] = await BrokenAsync(db, cancellationToken),
            [Scrubbed] = Only(SecondsSince(read)),
        };
    }

    private static async Task<(long Open, long Bytes, long Contents)> UsageAsync(MediaContext db, CancellationToken cancellationToken)
    {
        var sum = await db.Usage.GroupBy(_ => 1).Select(all => new
        {
            Open = all.Sum(shard => shard.OpenUploads),
            Bytes = all.Sum(shard => shard.Bytes),
            Contents = all.Sum(shard => shard.Objects),
        }).FirstOrDefaultAsync(cancellationToken);
        return sum is null ? default : (sum.Open, sum.Bytes, sum.Contents);
    }

    // All are told at all times: an alarm is on a number that rises, and not on one that appears.
    private static async Task<IReadOnlyList<Measurement<double>>> BrokenAsync(MediaContext db, CancellationToken cancellationToken)
    {
        var broken = await db.Contents
            .Where(content => (content.State == ContentState.Rejected || content.State == ContentState.Damaged) && content.SameAs == null)
            .GroupBy(content => content.State).Select(same => new { State = same.Key, Count = same.Count() })
            .ToDictionaryAsync(same => same.State, same => same.Count, cancellationToken);
        var strays = await db.Strays.GroupBy(stray => stray.Kind).Select(same => new { Kind = same.Key, Count = same.Count() })
            .ToDictionaryAsync(same => same.Kind, same => same.Count, cancellationToken);
        return
        [
            Of(broken.GetValueOrDefault(ContentState.Rejected), "state", "rejected"),
            Of(broken.GetValueOrDefault(ContentState.Damaged), "state", "damaged"),
            Of(strays.GetValueOrDefault(StrayKind.LostRow), "state", StrayWord.LostRow),
            Of(strays.GetValueOrDefault(StrayKind.Orphan), "state", StrayWord.Orphan),
        ];
    }
}
