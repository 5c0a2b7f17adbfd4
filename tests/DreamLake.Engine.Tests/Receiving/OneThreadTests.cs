using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Engine.Tests.Receiving;

/// <summary>A host whose one thread waits for it, as a window does that shows a modal question, is not locked up.</summary>
public sealed class OneThreadTests : IDisposable
{
    private readonly ReceivingPlace _place = new();

    [Fact]
    public async Task Assets_are_listed_waited_for_and_received()
    {
        await using var served = await ServedObject.StartAsync(new byte[(3 * ReceivingPlace.RangeSize) + 1]);
        var token = TestContext.Current.CancellationToken;
        var received = await HostProcessTests.OnOneThreadAsync(() =>
        {
            using var catalog = new LakeCatalog(served.Connection);
            var asset = Assert.Single(AllAsync(catalog.ListAsync(new AssetQuery(), token)).GetAwaiter().GetResult());
            Assert.Single(AllAsync(catalog.EpisodesAsync(null, token)).GetAwaiter().GetResult());
            Assert.Equal(asset.Id, catalog.FindByIdAsync(asset.Id, token).GetAwaiter().GetResult()!.Id);
            Assert.Equal(asset.Id, catalog.FindAsync(AssetType.Video, asset.Episode, asset.Name, token).GetAwaiter().GetResult()!.Id);
            new LakeCheck(served.Connection).RunAsync(token).GetAwaiter().GetResult();
            var folders = new EpisodeFolders(served.Connection);
            Assert.Equal(["/camera"], folders.ListAsync(asset.Episode, token).GetAwaiter().GetResult());
            Assert.Equal("ready", catalog.WaitAsync(asset, WaitFor.Ready, null, token).GetAwaiter().GetResult().Status);
            Assert.Equal(asset.Id, catalog.RemoveAsync(asset, allVersions: false, token).GetAwaiter().GetResult().Id);
            Assert.Equal(asset.Id, catalog.RestoreAsync(asset.Id, token).GetAwaiter().GetResult()!.Id);
            return _place.ReceiveAsync(served).GetAwaiter().GetResult();
        });
        Assert.Equal((ReceiveOutcome.Received, (UploadException?)null), (received.Outcome, received.Error));
        Assert.Equal(served.Bytes, _place.Received);
    }

    public void Dispose() => _place.Dispose();

    private static async Task<List<T>> AllAsync<T>(IAsyncEnumerable<T> source)
    {
        var all = new List<T>();
        await foreach (var item in source.ConfigureAwait(false)) all.Add(item);
        return all;
    }
}
