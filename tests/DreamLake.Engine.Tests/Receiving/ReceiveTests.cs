using System.Security.Cryptography;
using Xunit;

namespace DreamLake.Engine.Tests.Receiving;

/// <summary>A file comes back byte for byte, under its name only when it is whole.</summary>
public sealed class ReceiveTests : IDisposable
{
    private const int Range = ReceivingPlace.RangeSize;
    private readonly ReceivingPlace _place = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Range - 1)]
    [InlineData(Range)]
    [InlineData(Range + 1)]
    [InlineData((7 * Range) + 5)]
    public async Task It_comes_byte_for_byte_with_its_time(int size)
    {
        await using var served = await ServedObject.StartAsync(RandomNumberGenerator.GetBytes(size));
        var result = await _place.ReceiveAsync(served);
        Assert.Null(result.Error);
        Assert.Equal((ReceiveOutcome.Received, served.Asset.Sha256, (long)size), (result.Outcome, result.Sha256, result.BytesReceived));
        Assert.Equal(served.Bytes, _place.Received);
        Assert.Equal(["a.mp4"], _place.Beside);
        Assert.Equal(served.Asset.ModifiedAt!.Value.UtcDateTime, File.GetLastWriteTimeUtc(_place.Path));
        Assert.Equal(Math.Max(1, (size + Range - 1) / Range), served.Ranges.Count);
    }

    [Fact]
    public async Task A_size_that_the_lake_does_not_tell_is_asked_of_the_object()
    {
        await using var served = await ServedObject.StartAsync(RandomNumberGenerator.GetBytes(Range + 9));
        using var receiver = new LakeReceiver(served.Connection, _place.Options);
        var request = new ReceiveRequest(served.Asset with { Size = null }, _place.Path);
        await foreach (var result in receiver.ReceiveAsync(One(request), TestContext.Current.CancellationToken))
        {
            Assert.Equal((ReceiveOutcome.Received, (UploadException?)null), (result.Outcome, result.Error));
        }

        Assert.Equal(served.Bytes, _place.Received);
    }

    [Fact]
    public async Task The_very_content_is_not_fetched_again()
    {
        await using var served = await ServedObject.StartAsync(RandomNumberGenerator.GetBytes(Range + 9));
        await _place.ReceiveAsync(served);
        var asked = served.Ranges.Count;
        var again = await _place.ReceiveAsync(served);
        Assert.Equal((ReceiveOutcome.AlreadyHere, asked, 0L), (again.Outcome, served.Ranges.Count, again.BytesReceived));
    }

    [Fact]
    public async Task A_file_of_other_content_stays_unless_it_is_to_be_replaced()
    {
        await using var served = await ServedObject.StartAsync(RandomNumberGenerator.GetBytes(Range + 9));
        Directory.CreateDirectory(Path.GetDirectoryName(_place.Path)!);
        File.WriteAllText(_place.Path, "mine");
        var refused = await _place.ReceiveAsync(served);
        Assert.Equal((ReceiveOutcome.Failed, UploadError.FileExists), (refused.Outcome, refused.Error!.Error));
        Assert.Equal("mine", File.ReadAllText(_place.Path));
        Assert.Empty(served.Ranges);

        var replaced = await _place.ReceiveAsync(served, _place.Options with { Overwrites = true });
        Assert.Equal(ReceiveOutcome.Received, replaced.Outcome);
        Assert.Equal(served.Bytes, _place.Received);
    }

    [Fact]
    public async Task A_file_that_appears_meanwhile_is_not_replaced()
    {
        await using var served = await ServedObject.StartAsync(RandomNumberGenerator.GetBytes(2 * Range));
        served.Intercept = (_, _) =>
        {
            File.WriteAllText(_place.Path, "another program's");
            return Task.FromResult(false);
        };
        var result = await _place.ReceiveAsync(served);
        Assert.Equal((ReceiveOutcome.Failed, UploadError.FileExists), (result.Outcome, result.Error!.Error));
        Assert.Equal("another program's", File.ReadAllText(_place.Path));
    }

    [Fact]
    public async Task Two_at_once_do_not_write_one_file()
    {
        await using var served = await ServedObject.StartAsync(RandomNumberGenerator.GetBytes(2 * Range));
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        served.Intercept = async (_, _) =>
        {
            reached.TrySetResult();
            await go.Task;
            return false;
        };
        var first = _place.ReceiveAsync(served);
        await reached.Task;
        var second = await _place.ReceiveAsync(served);
        go.SetResult();
        Assert.Equal(UploadError.StateLocked, second.Error!.Error);
        Assert.Equal(ReceiveOutcome.Received, (await first).Outcome);
    }

    public void Dispose() => _place.Dispose();

    private static async IAsyncEnumerable<ReceiveRequest> One(ReceiveRequest request)
    {
        await Task.CompletedTask;
        yield return request;
    }
}
