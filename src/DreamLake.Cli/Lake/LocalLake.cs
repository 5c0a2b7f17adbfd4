using System.Net.Http.Headers;
using System.Net.Http.Json;
using DreamLake.Cli.Screen;
using DreamLake.Engine;
using DreamLake.Lambda;
using DreamLake.Protocol;

namespace DreamLake.Cli.Lake;

/// <summary>
/// The lake of <c>--local</c>: the one that <c>serve</c> runs on the same folder, else one in this process for as long as the run lasts.
/// </summary>
internal sealed class LocalLake : IAsyncDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);
    private readonly LakeFolder _folder;
    private readonly EmbeddedLake? _embedded;
    private readonly IDisposable? _hold;
    private readonly HttpClient _http;

    private LocalLake(LakeFolder folder, LakeAddresses addresses, string token, EmbeddedLake? embedded, IDisposable? hold)
    {
        _folder = folder;
        _embedded = embedded;
        _hold = hold;
        // In state files the lake is its folder: its ports change from run to run.
        Connection = new LakeConnection(addresses.Bss, addresses.Server, token) { Name = new Uri(folder.Path).AbsoluteUri };
        _http = new HttpClient { BaseAddress = addresses.Server,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
    }

    /// <summary>How the engine reaches it.</summary>
    public LakeConnection Connection { get; }

    /// <summary>Where it keeps its data.</summary>
    public string Path => _folder.Path;

    /// <summary>Opens the lake on a folder; waits while another <c>upload --local</c> has it.</summary>
    public static async Task<LocalLake> OpenAsync(LakeFolder folder, UploadScreen screen, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            if (folder.TryHold() is { } hold)
            {
                EmbeddedLake? embedded = null;
                try
                {
                    embedded =
                        await EmbeddedLake.StartAsync(folder, LakeAddresses.AnyFree, pool: null, screen.IsVerbose, cancellationToken);
                    folder.Announce(embedded.Addresses, isServing: false);
                    return new LocalLake(folder, embedded.Addresses, embedded.OwnerToken(), embedded, hold);
                }
                catch
                {
                    if (embedded is not null) await embedded.DisposeAsync();
                    hold.Dispose();
                    throw;
                }
            }

            if (folder.Running() is { IsServing: true } serving && folder.ReadSecrets() is { } secrets)
                return new LocalLake(folder, new LakeAddresses(serving.Bss, serving.Server, serving.Pool),
                    secrets.OwnerToken(TimeSpan.FromDays(7)), embedded: null, hold: null);
            if (isFirst)
            {
                var holder = folder.Running()?.ToString() ?? "starting";
                screen.Say($"waits for the lake in '{folder.Path}', which another upload has ({holder})");
            }

            await Task.Delay(LookAgain, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>
    /// Waits until the lake has split a stored file, where ffmpeg is there to do it; answers the asset as the lake lists it.
    /// </summary>
    public async Task<AssetListing?> AwaitReadyAsync(UploadResult result, UploadScreen screen, CancellationToken cancellationToken)
    {
        while (true)
        {
            var asset = await FindAsync(result, cancellationToken);
            if (asset is null || asset.Status is AssetStatus.Ready or AssetStatus.Failed || cancellationToken.IsCancellationRequested)
            {
                return AsServed(asset);
            }

            if (result.Type!.IsStreamed && !SplitTools.AreInstalled())
            {
                screen.Say(SplitTools.HowToInstall);
                return asset;
            }

            await Task.Delay(LookAgain, TimeProvider.System, cancellationToken)
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_embedded is null) return;
        _folder.Withdraw();
        await _embedded.DisposeAsync();
        _hold!.Dispose();
    }

    private async Task<AssetListing?> FindAsync(UploadResult result, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.GetFromJsonAsync($"{result.Type!.ServerRoute}/{Uri.EscapeDataString(result.AssetId!)}",
                ProtocolJson.Default.AssetListing, cancellationToken);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            // The file is stored and registered; that its status cannot be told now changes nothing about it.
            return null;
        }
    }

    // The signature does not cover the host: what this run's port signed holds at serve's address too.
    private AssetListing? AsServed(AssetListing? asset) => asset?.PlaylistUrl is null || _embedded is null ? asset : asset with
    {
        PlaylistUrl =
            new UriBuilder(asset.PlaylistUrl) { Host = LakeDefaults.BssUrl.Host, Port = LakeDefaults.BssUrl.Port }.Uri.AbsoluteUri,
    };
}
