using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;

namespace DreamLake.Bss.S3;

/// <summary>The parts that S3 has of one multipart upload, in pages of up to a thousand.</summary>
internal sealed class PartListing(IAmazonS3 s3, string bucket, string key, string uploadId)
{
    private const int LargestPage = 1000;
    private const int LastNumber = 10_000;
    private const int PagesAtOnce = 3;

    /// <summary>The page behind a part number.</summary>
    public async Task<PartPage> PageAsync(int after, CancellationToken cancellationToken)
    {
        var request = new ListPartsRequest { BucketName = bucket, Key = key, UploadId = uploadId };
        if (after > 0) request.PartNumberMarker = after.ToString(CultureInfo.InvariantCulture);
        var answer = await s3.ListPartsAsync(request, cancellationToken);
        var parts = answer.Parts ?? [];
        return new PartPage(parts, HasMore: answer.IsTruncated == true && parts.Count > 0);
    }

    /// <summary>Every part behind a number, ascending.</summary>
    /// <remarks>
    /// A thousand numbers hold a page at the most, so pages can be asked for before the ones in front of them have come: a few at once,
    /// because an upload that is under way may well end in the next.
    /// </remarks>
    public async Task<IReadOnlyList<PartDetail>> AllAsync(int after, CancellationToken cancellationToken)
    {
        var all = new List<PartDetail>();
        for (var hasMore = true; hasMore && after < LastNumber; after += PagesAtOnce * LargestPage)
        {
            var ranges = await Task.WhenAll(Enumerable.Range(0, PagesAtOnce)
                .Select(page => after + (page * LargestPage)).Where(start => start < LastNumber)
                .Select(start => RangeAsync(start, start + LargestPage, cancellationToken)));
            foreach (var range in ranges) all.AddRange(range.Parts);
            hasMore = ranges[^1].HasMore;
        }

        return all;
    }

    // More than one page only where an S3 gives smaller ones than it was asked for.
    private async Task<PartPage> RangeAsync(int after, int last, CancellationToken cancellationToken)
    {
        var parts = new List<PartDetail>();
        while (true)
        {
            // After the last part that came, and not by NextPartNumberMarker: not every S3 fills it.
            var page = await PageAsync(after, cancellationToken);
            parts.AddRange(page.Parts.TakeWhile(part => part.PartNumber <= last));
            if (!page.HasMore || page.Last >= last) return new PartPage(parts, page.HasMore || page.Last > last);
            after = page.Last;
        }
    }
}

/// <summary>Some parts of a listing.</summary>
/// <param name="Parts">The parts, ascending.</param>
/// <param name="HasMore">Whether S3 has more behind them.</param>
internal sealed record PartPage(List<PartDetail> Parts, bool HasMore)
{
    /// <summary>The number of the last of them; 0 for none.</summary>
    public int Last => Parts.Count == 0 ? 0 : Parts[^1].PartNumber!.Value;
}
