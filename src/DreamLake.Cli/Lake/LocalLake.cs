using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using DreamLake.Cli.Screen;
using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.Cli.Lake;

/// <summary>
/// The lake of <c>--local</c>: the one that <c>serve</c> runs on the same folder, else one in a child process for as long as the run lasts.
/// </summary>
internal sealed class LocalLake : IAsyncDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);
    private readonly Process _child;
    private readonly LakeGreeting _greeting;
    private readonly HttpClient _http;

    private LocalLake(Process child, LakeGreeting greeting)
    {
        (_child, _greeting) = (child, greeting);
        // In state files the lake is its folder: its ports change from run to run.
        Connection = new LakeConnection(greeting.Bss, greeting.Server, greeting.Token) { Name = new Uri(greeting.Folder).AbsoluteUri };
        _http = new HttpClient { BaseAddress = greeting.Server,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", greeting.Token) } };
    }

    /// <summary>How the engine reaches it.</summary>
    public LakeConnection Connection { get; }

    /// <summary>Where it keeps its data.</summary>
    public string Path => _greeting.Folder;

    /// <summary>Opens the lake on a folder; waits while another <c>upload --local</c> has it.</summary>
    /// <param name="folder">The lake's folder; null for <c>~/.dreamlake/lake</c>.</param>
    /// <param name="isVerbose">Whether warnings and errors of its services are shown.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UsageException">There is no lake to be had; why was said by the program that runs it.</exception>
    public static async Task<LocalLake> OpenAsync(string? folder, bool isVerbose, CancellationToken cancellationToken)
    {
        string[] place = folder is null ? [] : ["--folder", folder];
        string[] detail = isVerbose ? ["--verbose"] : [];
        var child = LakeProgram.Start(["local", .. place, .. detail], readsOutput: true);
        try
        {
            if (await child.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
                return new LocalLake(child, JsonSerializer.Deserialize(line, GreetingJson.Default.LakeGreeting)!);
            await child.WaitForExitAsync(cancellationToken);
            throw new UsageException("", child.ExitCode is ExitCode.AllStored ? ExitCode.NoLake : child.ExitCode);
        }
        catch
        {
            await EndAsync(child);
            throw;
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

            if (result.Type!.IsStreamed && _greeting.Missing is { } missing)
            {
                screen.Say(missing);
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
        await EndAsync(_child);
    }

    private static async Task EndAsync(Process child)
    {
        using (child)
        {
            child.StandardInput.Close();
            using var patience = new CancellationTokenSource(LongestEnd);
            try
            {
                await child.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                // All that it was told to keep is durable: ending it here loses nothing.
                child.Kill();
            }
        }
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
    private AssetListing? AsServed(AssetListing? asset) => asset?.PlaylistUrl is null || _greeting.IsServed ? asset : asset with
    {
        PlaylistUrl =
            new UriBuilder(asset.PlaylistUrl) { Host = LakeDefaults.BssUrl.Host, Port = LakeDefaults.BssUrl.Port }.Uri.AbsoluteUri,
    };
}
