using DreamLake.Protocol;
using DreamLake.Server.Tests.Lake;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace DreamLake.Server.Tests;

public sealed class RaceTests : LakeTest
{
    [Fact]
    public async Task Many_registrations_into_one_new_folder_make_it_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(i =>
            RegisterAsync(AssetType.Video, $"/camera/front/left/run{i:00}.mp4", $"media-{i}")));

        Assert.Equal(24, answers.Select(answer => answer.Id).Distinct().Count());
        await using var catalog = Database.Open();
        Assert.Equal(6 + 24, await catalog.Nodes.CountAsync(Cancellation));
        Assert.Equal(24, (await ListAsync(AssetType.Video, "namespace=alice&space=robotics&prefix=/camera/front/left/")).Count);
    }

    [Fact]
    public async Task The_same_registration_many_times_at_once_is_one_asset()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => RegisterAsync(AssetType.Audio, "/mic/run01.wav", "media-1")));

        Assert.Single(answers.Select(answer => answer.Id).Distinct());
        await using var catalog = Database.Open();
        Assert.Equal(1, await catalog.Assets.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Many_versions_at_once_leave_one_current_and_lose_none()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => RegisterAsync(AssetType.Video, "/run01.mp4", $"media-{i}")));

        Assert.Single(await ListAsync(AssetType.Video, "namespace=alice&space=robotics&episode=run-042"));
        await using var catalog = Database.Open();
        Assert.Equal((12, 11),
            (await catalog.Assets.CountAsync(Cancellation), await catalog.Assets.CountAsync(a => a.SupersededAt != null, Cancellation)));
    }

    [Fact]
    public async Task Servers_that_start_at_once_on_a_new_database_share_it()
    {
        await using var database = new TestDatabase();
        var options = Options with { Database = database.ConnectionString };
        // The system's clock, because a server that came second waits a moment before it looks again.
        var servers = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => TestServer.StartAsync(Keys, options, TimeProvider.System))));
        try
        {
            var token = Hosting.LakeTokens.Mint(Keys, "alice", false, TimeSpan.FromHours(1), TimeProvider.System);
            using var http = new HttpClient { DefaultRequestHeaders = { { "Authorization", "Bearer " + token } } };
            await Task.WhenAll(Enumerable.Range(0, 32).Select(async i =>
            {
                var request = RequestFor(AssetType.Video, $"/camera/front/run{i % 8:00}.mp4", $"media-{i % 8}");
                using var content = System.Net.Http.Json.JsonContent.Create(request, ProtocolJson.Default.RegisterAssetRequest);
                using var answer = await http.PostAsync(new Uri(servers[i % 4].Url, "/assets/video"), content, Cancellation);
                answer.EnsureSuccessStatusCode();
            }));
            await using var catalog = database.Open();
            Assert.Equal((5 + 8, 8), (await catalog.Nodes.CountAsync(Cancellation), await catalog.Assets.CountAsync(Cancellation)));
        }
        finally
        {
            foreach (var server in servers) await server.DisposeAsync();
        }
    }
}
