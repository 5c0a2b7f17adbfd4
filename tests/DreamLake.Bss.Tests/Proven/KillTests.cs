using System.Net;
using DreamLake.Bss.Tests.Hosts;
using Xunit;

namespace DreamLake.Bss.Tests.Proven;

/// <summary>
/// A BSS that is killed between every two of its steps: at the end of each walk the good bytes are there, and the client's retry ends well.
/// </summary>
public sealed class KillTests(Lake lake) : IAsyncLifetime
{
    // Of an upload that promised its size: it is read back first, and then taken into the table and settled by one transaction.
    private static readonly string[] SettledAsItIsTaken =
    [
        "S3 ListParts, answered", "UPDATE uploads, done", "S3 Complete", "S3 Complete, answered", "S3 Get, answered", "INSERT contents",
        "UPDATE uploads", "UPDATE contents", "commit", "commit, done",
    ];

    private static readonly string[] SettledAfterwards =
    [
        "UPDATE uploads, done", "S3 Complete", "S3 Complete, answered", "S3 HEAD, answered", "INSERT contents", "INSERT verifications",
        "commit, done", "S3 Get, answered", "UPDATE contents", "DELETE verifications", "commit", "commit, done",
    ];

    private KillWalk _walk = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _walk = await KillWalk.StartAsync(lake.PoolAddress);

    public ValueTask DisposeAsync() => _walk.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_complete_ends_well_when_it_is_called_again(bool tellsDigest) => _walk.WalkAsync(
        tellsDigest ? SettledAsItIsTaken : SettledAfterwards,
        (alice, project) => alice.SendPartAsync(project, Good(project), tellsDigest),
        (doomed, project, complete) => doomed.CompleteAsync(complete),
        async (alice, project, complete) =>
        {
            await (await alice.CompleteAsync(complete)).ReadAsync();
            return [(await alice.RegisteredAsync(project, Good(project), tellsDigest), Good(project))];
        });

    [Fact]
    public Task Other_bytes_under_a_registered_hash_replace_nothing() => _walk.WalkAsync(
        ["S3 Complete, answered", "INSERT contents", "INSERT removals"],
        async (alice, project) =>
        {
            var id = await alice.StoredAsync(project, Good(project), tellsDigest: true);
            return (id, Complete: await alice.SendPartAsync(project, Good(project), tellsDigest: false, sent: Text(project, "evil")));
        },
        (doomed, _, made) => doomed.CompleteAsync(made.Complete),
        async (alice, project, made) =>
        {
            await alice.CompleteAsync(made.Complete).RefusedAsync(HttpStatusCode.UnprocessableEntity);
            return [(made.id, Good(project))];
        });

    [Fact]
    public Task Another_content_of_the_same_digits_is_refused_and_replaces_nothing() => _walk.WalkAsync(
        ["S3 Complete, answered", "INSERT contents", "DELETE contents", "INSERT removals"],
        async (alice, project) =>
        {
            var id = await alice.StoredAsync(project, ContentLake.A, tellsDigest: false);
            return (id, Complete: await alice.SendPartAsync(project, ContentLake.B, tellsDigest: false));
        },
        (doomed, _, made) => doomed.CompleteAsync(made.Complete),
        async (alice, _, made) =>
        {
            await alice.CompleteAsync(made.Complete).RefusedAsync(HttpStatusCode.Conflict);
            return [(made.id, ContentLake.A)];
        });

    [Fact]
    public Task Another_content_of_the_same_digits_is_kept_beside_where_its_digest_is_told() => _walk.WalkAsync(
        ["S3 Complete, answered", "INSERT contents", "UPDATE contents"],
        async (alice, project) =>
        {
            var id = await alice.StoredAsync(project, ContentLake.A, tellsDigest: true);
            return (id, Complete: await alice.SendPartAsync(project, ContentLake.B, tellsDigest: true));
        },
        (doomed, _, made) => doomed.CompleteAsync(made.Complete),
        async (alice, project, made) =>
        {
            await (await alice.CompleteAsync(made.Complete)).ReadAsync();
            return [(made.id, ContentLake.A), (await alice.RegisteredAsync(project, ContentLake.B, true, "/b.jsonl"), ContentLake.B)];
        });

    [Fact]
    public Task The_same_content_again_leaves_one_of_both_and_never_none() => _walk.WalkAsync(
        ["S3 Complete, answered", "INSERT contents", "UPDATE contents", "INSERT removals"],
        async (alice, project) =>
        {
            var id = await alice.StoredAsync(project, Good(project), tellsDigest: true);
            return (id, Complete: await alice.SendPartAsync(project, Good(project), tellsDigest: false));
        },
        (doomed, _, made) => doomed.CompleteAsync(made.Complete),
        async (alice, project, made) =>
        {
            await (await alice.CompleteAsync(made.Complete)).ReadAsync();
            Assert.Equal(made.id, await alice.RegisteredAsync(project, Good(project), tellsDigest: false));
            return [(made.id, Good(project))];
        });

    [Fact]
    public Task What_was_rejected_is_mended() => _walk.WalkAsync(
        ["S3 Complete, answered", "UPDATE contents", "commit, done"],
        async (alice, project) =>
        {
            var rejected = await alice.SendPartAsync(project, Good(project), tellsDigest: true, sent: Text(project, "evil"));
            await alice.CompleteAsync(rejected).RefusedAsync(HttpStatusCode.UnprocessableEntity);
            return await alice.SendPartAsync(project, Good(project), tellsDigest: true);
        },
        (doomed, _, complete) => doomed.CompleteAsync(complete),
        async (alice, project, complete) =>
        {
            await (await alice.CompleteAsync(complete)).ReadAsync();
            return [(await alice.RegisteredAsync(project, Good(project), tellsDigest: true), Good(project))];
        });

    [Fact]
    public Task An_upload_whose_beginning_was_cut_off_begins_again() => _walk.WalkAsync(
        ["INSERT claimed_keys, done", "S3 Create, answered", "INSERT uploads, done"],
        (_, _) => Task.FromResult(true),
        (doomed, project, _) => doomed.SendAsync("/labels/upload/multipart/init", ContentLake.InitOf(project, Good(project), true)),
        async (alice, project, _) => [(await alice.StoredAsync(project, Good(project), tellsDigest: true), Good(project))]);

    [Fact]
    public Task An_abort_takes_nothing_that_is_stored() => _walk.WalkAsync(
        ["S3 Abort, answered", "UPDATE uploads, done"],
        async (alice, project) =>
        {
            var id = await alice.StoredAsync(project, Good(project), tellsDigest: true);
            var open = ContentLake.NamesOf(await alice.SendPartAsync(project, Good(project), tellsDigest: false));
            return (id, Abort: (object)new { uploadId = open.UploadId, key = open.Key });
        },
        (doomed, _, made) => doomed.SendAsync("/labels/upload/multipart/abort", made.Abort),
        async (alice, project, made) =>
        {
            await alice.PostAsync("/labels/upload/multipart/abort", made.Abort);
            return [(made.id, Good(project))];
        });

    [Fact]
    public Task A_registration_is_made_once() => _walk.WalkAsync(
        ["commit", "commit, done"],
        async (alice, project) =>
        {
            await (await alice.CompleteAsync(await alice.SendPartAsync(project, Good(project), tellsDigest: true))).ReadAsync();
            return true;
        },
        (doomed, project, _) => doomed.SendAsync("/labels", ContentLake.RegistrationOf(project, Good(project), tellsDigest: true)),
        async (alice, project, _) =>
        {
            var id = await alice.RegisteredAsync(project, Good(project), tellsDigest: true);
            Assert.Equal(1, await _walk.Live.CountAsync($"SELECT COUNT(*) FROM media WHERE Project = '{project}'"));
            return [(id, Good(project))];
        });

    private static byte[] Good(string project) => Text(project, "good");

    private static byte[] Text(string project, string text) => System.Text.Encoding.UTF8.GetBytes($"{{\"{project}\":\"{text}\"}}\n");
}
