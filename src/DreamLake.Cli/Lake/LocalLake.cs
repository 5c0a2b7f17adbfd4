using System.Diagnostics;
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
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);
    private readonly Process _child;
    private readonly LakeGreeting _greeting;

    private LocalLake(Process child, LakeGreeting greeting)
    {
        (_child, _greeting) = (child, greeting);
        // In state files the lake is its folder: its ports change from run to run.
        Connection = new LakeConnection(greeting.Bss, greeting.Server, greeting.Token) { Name = new Uri(greeting.Folder).AbsoluteUri };
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
    /// What a run waits for that was told nothing: that the lake is through with its files; without ffmpeg, as far as it comes then.
    /// </summary>
    public WaitFor ByDefault(IEnumerable<UploadRequest> files, UploadScreen screen)
    {
        if (_greeting.Missing is not { } missing || !files.Any(IsStreamed)) return WaitFor.Ended;
        screen.Say(missing);
        return WaitFor.Verified;
    }

    /// <summary>A result whose playlist's address is good at <c>serve</c>'s, once this run's ports are gone.</summary>
    public UploadResult AsServed(UploadResult result) => _greeting.IsServed || result.Asset?.PlaylistUrl is not { } playlist
        ? result
        // The signature does not cover the host: what this run's port signed holds at serve's address too.
        : result with
        {
            Asset = result.Asset with
            {
                PlaylistUrl = new UriBuilder(playlist) { Host = LakeDefaults.BssUrl.Host, Port = LakeDefaults.BssUrl.Port }.Uri.AbsoluteUri,
            },
        };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await EndAsync(_child);

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

    private static bool IsStreamed(UploadRequest file) =>
        file.Type?.IsStreamed ?? (AssetType.TryFromFileName(file.Path, out var type) && type.IsStreamed);
}
