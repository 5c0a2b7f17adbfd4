using System.Net;
using System.Text;
using DreamLake.Bss.Tests.Hosts;
using Xunit;

namespace DreamLake.Bss.Tests.Proven;

/// <summary>Bytes of which a client was told success are never replaced by other bytes, whatever is tried.</summary>
public sealed class OverwriteTests(Lake lake)
{
    private readonly HttpClient _alice = lake.Bss.Client();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Other_bytes_under_a_registered_hash_are_refused(bool tellsDigest)
    {
        var project = Project();
        var good = Text("good");
        Assert.Equal(HttpStatusCode.OK, await _alice.UploadAsync(project, good, tellsDigest));
        var (_, id) = await _alice.RegisterAsync(project, good, tellsDigest);
        await _alice.CompleteAsync(await _alice.SendPartAsync(project, good, tellsDigest: false, sent: Text("evil")))
            .RefusedAsync(HttpStatusCode.UnprocessableEntity);
        await _alice.AssertServesAsync(id, good);
        Assert.Equal(id, (await _alice.RegisterAsync(project, good, tellsDigest)).Id);
    }

    [Fact]
    public async Task Another_part_list_is_refused_once_the_first_is_completed()
    {
        var project = Project();
        var complete = await _alice.SendPartAsync(project, Text("first"), tellsDigest: true);
        await (await _alice.CompleteAsync(complete)).ReadAsync();
        var (uploadId, key) = Names(complete);
        var other = new { uploadId, key, parts = new[] { new { partNumber = 1, etag = "\"0123456789abcdef0123456789abcdef\"" } } };
        await _alice.CompleteAsync(other).RefusedAsync(HttpStatusCode.Conflict);
        await (await _alice.CompleteAsync(complete)).ReadAsync();
    }

    [Fact]
    public async Task Parts_that_do_not_add_up_are_refused_and_can_be_sent_again()
    {
        var project = Project();
        var good = Text("the whole content");
        var complete = await _alice.SendPartAsync(project, good, tellsDigest: true, sent: good[..5]);
        Assert.Contains($"{good.Length} were promised", await _alice.CompleteAsync(complete)
            .RefusedAsync(HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        var (uploadId, key) = Names(complete);
        var etag = await _alice.PutPartAsync(uploadId, key, good);
        await (await _alice.CompleteAsync(new { uploadId, key, parts = new[] { new { partNumber = 1, etag } } })).ReadAsync();
        await _alice.AssertServesAsync((await _alice.RegisterAsync(project, good, tellsDigest: true)).Id, good);
    }

    [Fact]
    public async Task An_upload_that_is_unknown_is_expired_404_and_aborted()
    {
        var key = "alice/unknown/staging/abc123def4567890";
        Assert.Equal("""{"expired":true,"parts":[]}""", (await _alice.ReadAsync($"/labels/upload/multipart/parts-done?uploadId=unknown&key={key}")).GetRawText());
        var upload = new { uploadId = "unknown", key };
        Assert.Contains("NoSuchUpload",
            await _alice.SendAsync("/labels/upload/multipart/parts", new { upload.uploadId, key, partNumbers = new[] { 1 } })
            .RefusedAsync(HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.Contains("NoSuchUpload", await _alice.CompleteAsync(new { upload.uploadId, key, parts = new[] { new { partNumber = 1, etag = "a" } } })
            .RefusedAsync(HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.Equal("""{"success":true}""", (await _alice.PostAsync("/labels/upload/multipart/abort", upload)).GetRawText());
    }

    [Theory]
    [InlineData("abc123de")]
    [InlineData("abc123def45678901")]
    [InlineData("ABC123DEF4567890")]
    public async Task A_hash_of_another_length_is_400(string hash) =>
        await _alice.SendAsync("/labels/upload/multipart/init", new { owner = "alice", project = "p", hash })
            .RefusedAsync(HttpStatusCode.BadRequest);

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes($"{{\"text\":\"{text}\"}}\n");

    private static string Project() => "over-" + Guid.NewGuid().ToString("N")[..12];

    private static (string UploadId, string Key) Names(object complete)
    {
        dynamic body = complete;
        return (body.uploadId, body.key);
    }
}
