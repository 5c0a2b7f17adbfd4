using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>A served lake that is killed (SIGKILL) and started again.</summary>
public sealed class KilledLakeTests : IDisposable
{
    private const int MiB = 1024 * 1024;
    private readonly Machine _machine = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2 * MiB)]
    [InlineData(40 * MiB)]
    public async Task Killed_while_it_completes_it_has_the_bytes_and_proves_them_when_it_is_asked_again(int size)
    {
        var bytes = await File.ReadAllBytesAsync(_machine.File("big.bin", size), Cancellation);
        JsonObject complete;
        await using (var lake = await ServingLake.StartAsync(_machine))
        {
            var client = new ForeignClient(lake);
            complete = await client.SendAsync("killed", bytes);
            var answer = client.CompleteAsync(complete);
            await lake.KillAsync();
            // Cut off, or quicker than the kill.
            await Task.WhenAny(answer);
        }

        await using var next = await ServingLake.StartAsync(_machine);
        var again = new ForeignClient(next);
        Assert.Equal(HttpStatusCode.OK, await again.CompleteAsync(complete));
        var init = new { owner = "alice", project = "killed", hash = ForeignClient.HashOf(bytes), sha256 = Sha256(bytes), size };
        while (!await IsStoredAsync(next, init)) await Task.Delay(100, Cancellation);
    }

    public void Dispose() => _machine.Dispose();

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));

    // Said only of what the lake read back.
    private static async Task<bool> IsStoredAsync(ServingLake lake, object init)
    {
        using var answer = await lake.Http.PostAsJsonAsync(new Uri(lake.Bss, "/videos/upload/multipart/init"), init, Cancellation);
        return (bool)(await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["stored"]!;
    }
}
