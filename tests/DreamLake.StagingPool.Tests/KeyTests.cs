using System.Net;
using System.Text;
using DreamLake.Disk;
using DreamLake.StagingPool.Storage;
using Xunit;

namespace DreamLake.StagingPool.Tests;

/// <summary>Any key is stored, found and listed, and none leaves the folder or meets another.</summary>
public sealed class KeyTests : PoolTests
{
    public static readonly TheoryData<string> AwkwardKeys =
    [
        "..", "../../../etc/passwd", "a/../b", "./a", "a/./b", "/leading", "trailing/", "a//b", "//", "%2e%2e/x", "a%2Fb", "a+b c",
        "con", "NUL.txt", "a.object", "a.object/b", ".object", ".object/x", "x%2eobject/y", "end.", "end ", "q?x#y&z=1", "\"<>|*:\\", "~tilde^caret",
        "Ünïcödé/日本語/🎬.mp4", "e\u0301", "\u00e9", "CASE", "case", "Case", "tab\there", "line\nbreak", "\u0001",
    ];

    [Theory]
    [MemberData(nameof(AwkwardKeys))]
    public async Task An_awkward_key_goes_in_and_comes_out(string key)
    {
        var content = Encoding.UTF8.GetBytes("content of " + key);
        using var put = await Pool.Http.SendAsync(Request(HttpMethod.Put, key, content), Cancellation);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);

        using var get = await Pool.Http.SendAsync(Request(HttpMethod.Get, key), Cancellation);

        Assert.Equal(content, await get.Content.ReadAsByteArrayAsync(Cancellation));
        var manifest =
            Assert.Single(Directory.EnumerateFiles(Path.Combine(Folder, Bucket, "objects"), "*.object", SearchOption.AllDirectories));
        Assert.StartsWith(Path.Combine(Folder, Bucket, "objects")
            + Path.DirectorySeparatorChar, Path.GetFullPath(manifest), StringComparison.Ordinal);
        Assert.Equal([".locks", ".processes", Bucket], Directory.EnumerateDirectories(Folder)
            .Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var walk = new KeyWalk(new LocalDisk(), Path.Combine(Folder, Bucket, "objects"), "", "", gather: false);
        Assert.Equal([key], walk.Names().Select(n => n.Name));
    }

    [Fact]
    public void No_two_keys_meet_even_where_case_does_not_count()
    {
        var keys = AwkwardKeys.Select(k => k.Data).Concat(["a/b", "a", "A/B", "a/B", "^a", "%41", "a%2eobject/b"]).ToArray();
        var paths = keys.Select(KeyPath.Of).ToArray();
        Assert.Equal(paths.Length, paths.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(paths, path => Assert.All(path.Split('/'), name => Assert.InRange(name.Length, 1, 255)));
    }

    [Fact]
    public async Task The_longest_keys_are_stored_side_by_side_and_listed_in_order()
    {
        string[] keys =
        [
            new('k', 1024), new('k', 199), new('k', 200), new string('k', 200) + "!", new string('k', 200) + "/x", new string('k', 400)
                + "/" + new string('日', 200), new('日', 341),
        ];
        foreach (var key in keys)
        {
            using var put = await Pool.Http.SendAsync(Request(HttpMethod.Put, key, Encoding.UTF8.GetBytes(key)), Cancellation);
            Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        }

        var listed = await Pool.S3.ListObjectsV2Async(new Amazon.S3.Model.ListObjectsV2Request { BucketName = Bucket }, Cancellation);

        Assert.Equal(keys.Order(KeyOrder.Instance), listed.S3Objects.Select(o => o.Key));
        foreach (var key in keys) Assert.Equal(key, Encoding.UTF8.GetString(await Pool.GetAsync(key, Cancellation)));
        using var tooLong = await Pool.Http.SendAsync(Request(HttpMethod.Put, new string('k', 1025), []), Cancellation);
        Assert.Equal((HttpStatusCode.BadRequest, "KeyTooLongError"), (tooLong.StatusCode, await CodeOf(tooLong)));
    }

    [Fact]
    public async Task A_person_finds_an_ordinary_key_in_the_folder()
    {
        await Pool.PutAsync("alice/robotics/staging/0f3a5c9d21b7e604", Bytes(1), Cancellation);
        Assert.True(File.Exists(Path.Combine(Folder, Bucket, "objects", "alice", "robotics", "staging", "0f3a5c9d21b7e604.object")));
    }

    // The path is written as it stands: no client may tidy the dots away before the pool sees them.
    private HttpRequestMessage Request(HttpMethod method, string key, byte[]? content = null)
    {
        var path = string.Join('/', key.Split('/').Select(Uri.EscapeDataString)).Replace(".", "%2E", StringComparison.Ordinal);
        var uri = new Uri($"{Pool.Address}{Bucket}/{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(method, uri);
        if (content is not null) request.Content = new ByteArrayContent(content);
        return new TestSigner().Sign(request);
    }
}
