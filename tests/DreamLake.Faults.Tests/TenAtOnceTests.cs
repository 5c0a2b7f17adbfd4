using System.Net.NetworkInformation;
using DreamLake.Engine;
using DreamLake.Engine.Tests.Lake;
using DreamLake.Faults.Tests.Misbehaving;
using Xunit;

namespace DreamLake.Faults.Tests;

/// <summary>
/// Ten uploads at once while calls fail by chance. (A gigabyte each, and the memory that it takes: tests/DreamLake.Soak.)
/// </summary>
public sealed class TenAtOnceTests
{
    [Fact]
    public async Task Nothing_is_lost_and_no_socket_is_left_open()
    {
        var weather = new Weather(share: 0.05, seed: 3);
        await using var scene = await Scene.StartAsync();
        scene.Lake.Around = weather.AroundAsync;
        var files = Enumerable.Range(0, 10).Select(number => scene.File($"run{number}.mp4", (12 * Scene.MiB) + number)).ToArray();
        var results = await scene.UploadAllAsync(
            files.Select(file => Scene.Request(file)),
            scene.Options with { FilesUnderWay = 10, StallTimeout = TimeSpan.FromSeconds(10) });

        Assert.NotEmpty(weather.Met);
        Assert.Equal(10, results.Count);
        foreach (var result in results)
        {
            Assert.True(result.Outcome == UploadOutcome.Stored, result.Error?.ToString());
            var stored = await scene.StoredBytesAsync(result);
            Assert.True(File.ReadAllBytes(result.Request.Path).AsSpan().SequenceEqual(stored));
        }

        Assert.Empty(scene.StateFiles());
        Assert.Equal(0, OpenSockets(scene.Lake.Address.Port));
    }

    private static int OpenSockets(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Count(connection => connection.RemoteEndPoint.Port == port && connection.State == TcpState.Established);
}
