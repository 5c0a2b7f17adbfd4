using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DreamLake.Protocol;
using DreamLake.Server.Tests.Lake;
using DreamLake.Testing.Engines.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace DreamLake.Server.Tests;

/// <summary>Many registrations in one call: each is answered as the single call would, whatever becomes of the others.</summary>
public abstract class BatchCallTests(string? postgres) : LakeTest(postgres)
{
    [Fact]
    public async Task A_hundred_files_of_an_episode_become_assets_in_their_order()
    {
        var answers = await SendAsync(Enumerable.Range(0, 100).Select(object? (i) => Item($"/front/{i % 3}/{i:D3}.mp4", $"media-{i}")));

        Assert.All(answers, answer => Assert.StartsWith(Bss.Url.AbsoluteUri, answer.GetProperty("lambdaUrl").GetString()));
        var listed = await ListAsync(AssetType.Video, "namespace=alice&space=robotics&episode=run-042");
        var names = listed.ToDictionary(asset => asset.Id, asset => asset.Name);
        Assert.Equal(
            Enumerable.Range(0, 100).Select(i => $"/front/{i % 3}/{i:D3}.mp4"),
            answers.Select(answer => names[answer.GetProperty("id").GetString()!]));
        await using var tables = Database.Open();
        // The namespace, the space, the episode, /front, three folders and the leaves; none twice.
        Assert.Equal(107, await tables.Nodes.CountAsync(Cancellation));

        var again = await SendAsync([Item("/front/1/001.mp4", "media-1")]);
        Assert.Equal(answers[1].GetProperty("id").GetString(), again[0].GetProperty("id").GetString());
        Assert.Equal(answers[1].GetProperty("nodeId").GetString(), again[0].GetProperty("nodeId").GetString());
        Assert.NotEqual(answers[1].GetProperty("nodeId").GetString(), answers[2].GetProperty("nodeId").GetString());
    }

    [Fact]
    public async Task An_item_that_is_refused_keeps_none_of_the_others_from_being_written()
    {
        var taken = await RegisterAsync(AssetType.Video, "/taken.mp4", "media-0");
        Bss.Media["of-bob"] = FakeBss.MediumOf("bob");
        Bss.Media["no-such"] = FakeBss.MediumOf("alice") with { Sha256 = new string('b', 64) };

        var answers = await SendAsync(
        [
            Item("/a.mp4", "media-1"),
            Item("/taken.mp4", "media-2", request => request with { IfExists = RegisterAssetRequest.Refuse }),
            5, null, new { @namespace = 5 }, Item("/b.mp4", "media-3", request => request with { Namespace = "bob" }),
            Item("/c.mp4", "of-bob"), Item("/d.mp4", "no-such", request => request with { Sha256 = new string('a', 64) }),
            new { @namespace = "alice", space = "robotics" }, Item("/e.mp4", "media-4"),
        ]);

        Assert.Equal([0, 409, 400, 400, 400, 403, 403, 422, 400, 0], answers.Select(StatusOf));
        Assert.Equal(taken.Id, answers[1].GetProperty("id").GetString());
        Assert.All(answers.Where(answer => StatusOf(answer) != 0), answer =>
            Assert.False(string.IsNullOrEmpty(answer.GetProperty("detail").GetString())));
        var listed = await ListAsync(AssetType.Video, "namespace=alice&space=robotics&episode=run-042");
        Assert.Equal(["/a.mp4", "/e.mp4", "/taken.mp4"], listed.Select(asset => asset.Name).Order());
    }

    [Fact]
    public async Task Of_one_name_the_last_item_is_current_and_the_same_twice_is_one()
    {
        var answers = await SendAsync(
        [
            Item("/a.mp4", "media-1"), Item("/a.mp4", "media-2"), Item("/a.mp4", "media-1"), Item("/b.mp4", "media-3"),
            Item("/b.mp4", "media-3"), Item("/a.mp4", "media-2"), Item("/a.mp4", "media-1"),
        ]);

        var ids = answers.Select(answer => answer.GetProperty("id").GetString()!).ToList();
        Assert.Equal([ids[0], ids[1], ids[0], ids[3], ids[3], ids[1], ids[0]], ids);
        var listed = await ListAsync(AssetType.Video, "namespace=alice&space=robotics&episode=run-042");
        Assert.Equal([ids[0], ids[3]], listed.Select(asset => asset.Id));
    }

    [Fact]
    public async Task Batches_at_once_over_the_same_names_settle()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            SendAsync(Enumerable.Range(0, 20).Select(object? (i) => Item($"/new/{i}.mp4", $"media-{i}")))));

        Assert.All(answers, answer => Assert.Equal(
            answers[0].Select(item => item.GetProperty("id").GetString()), answer.Select(item => item.GetProperty("id").GetString())));
    }

    [Fact]
    public async Task Nothing_is_a_batch_and_more_than_a_hundred_are_none()
    {
        Assert.Empty(await SendAsync([]));
        await IsProblemAsync(HttpStatusCode.BadRequest, "at most 100 items; these are 101", await PostAsync(
            "/assets/video/batch", JsonContent.Create(new { items = Enumerable.Repeat(1, 101) })));
        await IsProblemAsync(
            HttpStatusCode.BadRequest, "'items'", await PostAsync("/assets/video/batch", JsonContent.Create(new { })));
    }

    private static JsonElement Item(string name, string bssId, Func<RegisterAssetRequest, RegisterAssetRequest>? change = null) =>
        JsonSerializer.SerializeToElement(
            RequestFor(AssetType.Video, name, bssId, change: change), ProtocolJson.Default.RegisterAssetRequest);

    private static int StatusOf(JsonElement answer) =>
        answer.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Number ? status.GetInt32() : 0;

    private async Task<IReadOnlyList<JsonElement>> SendAsync(IEnumerable<object?> items)
    {
        using var answer = await PostAsync("/assets/video/batch", JsonContent.Create(new { items }));
        return (await ReadAsync<BatchCallResponse>(answer)).Items!;
    }
}

/// <summary>On SQLite.</summary>
public sealed class BatchCallsOnSqliteTests() : BatchCallTests(postgres: null);

/// <summary>On PostgreSQL.</summary>
public sealed class BatchCallsOnPostgresTests(PostgresFixture postgres)
    : BatchCallTests(postgres.Engine.ConnectionString), IClassFixture<PostgresFixture>;
