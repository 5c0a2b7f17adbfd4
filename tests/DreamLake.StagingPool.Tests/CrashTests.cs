using System.Net.Sockets;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using DreamLake.Disk;
using DreamLake.StagingPool.Payload;
using DreamLake.StagingPool.Storage;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace DreamLake.StagingPool.Tests;

/// <summary>Whatever moment a process ends at: what was answered is there, and nothing half done is seen.</summary>
public sealed class CrashTests : PoolTests
{
    [Fact]
    public async Task A_killed_process_loses_no_part_and_shows_no_torn_one()
    {
        await Pool.DisposeAsync();
        var content = Bytes(7 * Mebibyte);
        var (one, two) = (content[..(5 * Mebibyte)], content[(5 * Mebibyte)..]);
        string upload;
        PartETag first;
        await using (var child = await ChildPool.StartAsync(Folder, Cancellation))
        {
            using var s3 = PoolServer.ClientOf(child.Address);
            upload = (await s3.InitiateMultipartUploadAsync(Bucket, "k", Cancellation)).UploadId;
            first = new PartETag(await s3.UploadPartAsync(
                new UploadPartRequest { BucketName = Bucket, Key = "k", UploadId = upload, PartNumber = 1,
                InputStream = new MemoryStream(one) }, Cancellation));
            using var torn = await SendHalfAsync(child, Presign(s3, r => (r.UploadId, r.PartNumber) = (upload, 2)), two);
            using var tornObject = await SendHalfAsync(child, Presign(s3, r => r.Key = "object"), two);
            await UntilAsync(() => Torn().Count(f => f.Length > 0) >= 2);
            await child.KillAsync(Cancellation);
        }

        Pool = await PoolServer.StartAsync(Folder);

        Assert.Empty(Torn());
        Assert.Equal("NoSuchKey", await CodeOf(() => Pool.S3.GetObjectAsync(Bucket, "object", Cancellation)));
        Assert.Equal([1], (await Pool.S3.ListPartsAsync(Bucket, "k", upload, Cancellation)).Parts.Select(p => p.PartNumber!.Value));
        var second = await Pool.PutPartAsync("k", upload, 2, two, Cancellation);
        await Pool.CompleteAsync("k", upload, Cancellation, first, second);
        Assert.Equal(content, await Pool.GetAsync("k", Cancellation));
        Assert.Equal([upload], Directory.EnumerateDirectories(Path.Combine(Folder, Bucket, "content")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task An_object_whose_manifest_was_never_put_in_place_leaves_no_bytes()
    {
        var content = Orphan("k");
        await RestartAsync();
        Assert.False(Directory.Exists(Path.Combine(Folder, Bucket, "content", content.Id)));
        Assert.Equal("NoSuchKey", await CodeOf(() => Pool.S3.GetObjectAsync(Bucket, "k", Cancellation)));
    }

    [Fact]
    public async Task A_complete_that_ended_behind_the_manifest_is_finished_at_the_next_start()
    {
        var upload = await Pool.StartUploadAsync("k", Cancellation);
        var part = await Pool.PutPartAsync("k", upload, 1, Bytes(100), Cancellation);
        var record = await File.ReadAllBytesAsync(Path.Combine(Folder, Bucket, "uploads", upload + ".json"), Cancellation);
        await Pool.CompleteAsync("k", upload, Cancellation, part);
        // As if the process had ended between the two: the manifest stands, and so does the record of the upload.
        await File.WriteAllBytesAsync(Path.Combine(Folder, Bucket, "uploads", upload + ".json"), record, Cancellation);
        Note(new ContentAddress(Bucket, "k", upload));

        await RestartAsync();

        Assert.Equal("NoSuchUpload", await CodeOf(() => Pool.S3.ListPartsAsync(Bucket, "k", upload, Cancellation)));
        Assert.Equal(100, (await Pool.GetAsync("k", Cancellation)).Length);
    }

    [Theory]
    [InlineData("list"), InlineData("part"), InlineData("complete"), InlineData("abort")]
    public async Task An_upload_whose_record_outlived_its_complete_is_over_and_the_object_keeps_its_bytes(string call)
    {
        var upload = await Pool.StartUploadAsync("k", Cancellation);
        var part = await Pool.PutPartAsync("k", upload, 1, Bytes(100), Cancellation);
        var path = Path.Combine(Folder, Bucket, "uploads", upload + ".json");
        var record = await File.ReadAllBytesAsync(path, Cancellation);
        await Pool.CompleteAsync("k", upload, Cancellation, part);
        await File.WriteAllBytesAsync(path, record, Cancellation);

        Func<Task> asking = call switch
        {
            "list" => () => Pool.S3.ListPartsAsync(Bucket, "k", upload, Cancellation),
            "part" => () => Pool.S3.UploadPartAsync(
                new UploadPartRequest { BucketName = Bucket, Key = "k", UploadId = upload, PartNumber = 2,
                InputStream = new MemoryStream([1]) }, Cancellation),
            "complete" => () => Pool.CompleteAsync("k", upload, Cancellation, part),
            _ => () => Pool.S3.AbortMultipartUploadAsync(Bucket, "k", upload, Cancellation),
        };
        // Completed already is completed; whatever else is asked of it comes too late.
        if (call == "complete") await asking();
        else Assert.Equal("NoSuchUpload", await CodeOf(asking));

        Assert.False(File.Exists(path));
        Assert.Equal(100, (await Pool.GetAsync("k", Cancellation)).Length);
    }

    [Fact]
    public async Task A_second_process_on_the_folder_sweeps_nothing_of_the_first()
    {
        var upload = await Pool.StartUploadAsync("k", Cancellation);
        var content = Bytes(3 * Mebibyte);
        using var body = new PausedContent(content);
        var url = Pool.PresignPart("k", upload, 1);
        var sending = Pool.Http.PutAsync(url, body, Cancellation);
        await UntilAsync(() => Torn().Any(f => f.Length > 0));

        await using (var second = await PoolServer.StartAsync(Folder))
            Assert.Empty((await second.S3.ListPartsAsync(Bucket, "k", upload, Cancellation)).Parts ?? []);
        body.Continue();

        using var answer = await sending;
        answer.EnsureSuccessStatusCode();
        await Pool.CompleteAsync("k", upload, Cancellation, new PartETag(1, answer.Headers.ETag!.Tag));
        Assert.Equal(content, await Pool.GetAsync("k", Cancellation));
    }

    [Fact]
    public async Task A_clean_end_leaves_no_trace_of_the_process()
    {
        await Pool.DisposeAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Folder, ".processes")));
        Pool = await PoolServer.StartAsync(Folder);
    }

    [Fact]
    public async Task A_full_disk_is_said_in_so_many_words_and_leaves_nothing()
    {
        const int NoSpace = 28;
        Assert.True(DiskErrors.IsFull(new IOException("No space left on device", NoSpace)));
        var http = new DefaultHttpContext { Request = { Method = "PUT", ContentLength = 5, Body = new FullDiskStream(NoSpace) } };
        var request = new TestSigner().Sign(new HttpRequestMessage(HttpMethod.Put, new Uri(Pool.Address, "/lake/k")));
        http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget = "/lake/k";
        foreach (var (name, values) in request.Headers) http.Request.Headers[name] = values.ToArray();
        using var answer = new MemoryStream();
        http.Response.Body = answer;

        await Pool.Service<S3Endpoint>().HandleAsync(http);

        Assert.Equal(507, http.Response.StatusCode);
        Assert.Contains("<Code>InsufficientStorage</Code>", Encoding.UTF8.GetString(answer.ToArray()), StringComparison.Ordinal);
        Assert.Empty(Torn());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Folder, Bucket, "content")));
    }

    [Fact]
    public async Task On_a_full_disk_an_upload_can_be_aborted_and_an_object_deleted()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here, which answers every write as a full disk does.");
        await Pool.PutAsync("object", Bytes(100), Cancellation);
        var content = Path.GetFileName(Assert.Single(Directory.GetDirectories(Path.Combine(Folder, Bucket, "content"))));
        var upload = await Pool.StartUploadAsync("k", Cancellation);
        await Pool.PutPartAsync("k", upload, 1, Bytes(100), Cancellation);
        var process = Assert.Single(Directory.GetDirectories(Path.Combine(Folder, ".processes")));
        foreach (var id in new[] { content, upload })
        {
            File.CreateSymbolicLink(Path.Combine(process, id + ProcessFolder.NoteSuffix), "/dev/full");
        }

        await Pool.S3.AbortMultipartUploadAsync(Bucket, "k", upload, Cancellation);
        await Pool.S3.DeleteObjectAsync(Bucket, "object", Cancellation);

        Assert.Equal("NoSuchKey", await CodeOf(() => Pool.S3.GetObjectAsync(Bucket, "object", Cancellation)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Folder, Bucket, "content")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Folder, Bucket, "uploads")));
    }

    private static string Presign(AmazonS3Client s3, Action<GetPreSignedUrlRequest> more)
    {
        var request = new GetPreSignedUrlRequest { BucketName = Bucket, Key = "k", Verb = HttpVerb.PUT, Protocol = Protocol.HTTP,
            Expires = DateTime.UtcNow.AddHours(1) };
        more(request);
        return s3.GetPreSignedURL(request);
    }

    private static async Task<TcpClient> SendHalfAsync(ChildPool child, string url, byte[] body)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(child.Address.Host, child.Address.Port, Cancellation);
        var head = $"PUT {new Uri(url).PathAndQuery} HTTP/1.1\r\nHost: {child.Address.Authority}\r\nContent-Length: {body.Length}\r\n\r\n";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Cancellation);
        await socket.GetStream().WriteAsync(body.AsMemory(0, body.Length - 1), Cancellation);
        return socket;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition()) await Task.Delay(5, Cancellation);
    }

    /// <summary>Temporary files and notes of every process.</summary>
    private FileInfo[] Torn() =>
        [.. new DirectoryInfo(Path.Combine(Folder, ".processes")).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(f => f.Extension != ProcessFolder.NoteSuffix)];

    private async Task RestartAsync()
    {
        await Pool.DisposeAsync();
        Pool = await PoolServer.StartAsync(Folder);
    }

    private ContentAddress Orphan(string key)
    {
        var content = ContentAddress.Create(Bucket, key);
        var folder = Directory.CreateDirectory(Path.Combine(Folder, Bucket, "content", content.Id));
        File.WriteAllBytes(Path.Combine(folder.FullName, "00001.part"), [1]);
        Note(content);
        return content;
    }

    private void Note(ContentAddress content) => Pool.Service<ProcessFolder>().Note(content);

    /// <summary>Sends all but the last byte, and that when it is told to.</summary>
    private sealed class PausedContent(byte[] bytes) : HttpContent
    {
        private readonly TaskCompletionSource _continued = new();

        public void Continue() => _continued.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, bytes.Length - 1));
            await stream.FlushAsync();
            await _continued.Task;
            await stream.WriteAsync(bytes.AsMemory(bytes.Length - 1));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }

    /// <summary>Fails as a write to a full disk does, at the same place of the road.</summary>
    private sealed class FullDiskStream(int error) : ReadOnlyStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("No space left on device", error);
    }
}
