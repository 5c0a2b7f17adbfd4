using System.Globalization;
using DreamLake.Bss.S3;
using DreamLake.Bss.Tests.Hosts;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace DreamLake.Bss.Tests;

/// <summary>A listing in pages that are asked for before the ones in front of them have come.</summary>
public sealed class PartListingTests
{
    [Theory]
    [InlineData(1, 10_000, 1, 1000)] // every part, in S3's pages
    [InlineData(1, 10_000, 1, 300)] // an S3 with smaller pages
    [InlineData(1, 10_000, 3, 1000)] // gaps, as an upload under way has them
    [InlineData(7, 9_993, 4, 123)]
    [InlineData(1, 1_001, 1, 1000)] // one part more than a page
    [InlineData(9_000, 10_000, 1, 1000)] // all at the end
    public async Task Every_part_is_listed_once_and_in_order(int first, int last, int step, int pageSize)
    {
        int[] stored = [.. Enumerable.Range(first, last - first + 1).Where(number => (number - first) % step == 0)];
        await using var stub = await StubS3.StartAsync(context => AnswerAsync(context, stored, pageSize));
        using var s3 = BssHost.ClientOf(stub.Address);
        var listing = new PartListing(s3, BssHost.Bucket, "alice/p/staging/abc123def4567890", "upload-1");
        var page = await listing.PageAsync(after: 0, TestContext.Current.CancellationToken);
        var rest = page.HasMore ? await listing.AllAsync(page.Last, TestContext.Current.CancellationToken) : [];
        Assert.Equal(stored, page.Parts.Concat(rest).Select(part => part.PartNumber!.Value));
    }

    private static Task AnswerAsync(HttpContext context, int[] stored, int pageSize)
    {
        var marker = int.Parse(context.Request.Query["part-number-marker"].FirstOrDefault() ?? "0", CultureInfo.InvariantCulture);
        int[] behind = [.. stored.Where(number => number > marker)];
        var parts = behind.Take(pageSize).Select(number => $"<Part><PartNumber>{number}</PartNumber><ETag>\"etag\"</ETag><Size>1</Size></Part>");
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync(
            $"<ListPartsResult><IsTruncated>{(behind.Length > pageSize ? "true" : "false")}</IsTruncated>{string.Concat(parts)}</ListPartsResult>");
    }
}
