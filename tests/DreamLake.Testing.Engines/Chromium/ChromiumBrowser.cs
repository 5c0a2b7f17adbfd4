using System.Diagnostics.CodeAnalysis;
using PuppeteerSharp;

namespace DreamLake.Testing.Engines.Chromium;

/// <summary>A Chromium without a window and with a profile of its own, spoken to by PuppeteerSharp.</summary>
public sealed class ChromiumBrowser : IAsyncDisposable
{
    private readonly Daemon _process;
    private readonly string _profile;

    private ChromiumBrowser(Daemon process, string profile, IBrowser browser) =>
        (_process, _profile, Browser) = (process, profile, browser);

    /// <summary>The browser: <c>await using var page = await Browser.NewPageAsync()</c>.</summary>
    public IBrowser Browser { get; }

    /// <summary>Why Chromium cannot run on this machine; null where it can.</summary>
    public static string? Missing => Find() is null ? "Chromium is not installed: apt-get install chromium" : null;

    /// <summary>Starts the browser and connects to it.</summary>
    /// <exception cref="InvalidOperationException">It did not come up; the message holds what it said.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The browser is the caller's.")]
    public static async Task<ChromiumBrowser> StartAsync(CancellationToken cancellationToken)
    {
        var (port, profile) = (FreePort.Next(), Directory.CreateTempSubdirectory("dreamlake-chromium-").FullName);
        var process = Daemon.Start("Chromium", "KILL", [Find()!.Path, .. Arguments(port, profile), "about:blank"]);
        try
        {
            var address = new Uri($"http://127.0.0.1:{port}");
            await process.AnswersAsync(new Uri(address, "json/version"), cancellationToken);
            return new ChromiumBrowser(
                process,
                profile,
                await Puppeteer.ConnectAsync(new ConnectOptions { BrowserURL = address.AbsoluteUri }));
        }
        catch
        {
            await EndAsync(process, profile);
            throw;
        }
    }

    /// <summary>Ends the browser and removes its profile.</summary>
    public async ValueTask DisposeAsync()
    {
        Browser.Disconnect();
        await EndAsync(_process, _profile);
    }

    private static async Task EndAsync(Daemon process, string profile)
    {
        await process.DisposeAsync();
        await TemporaryFolder.RemoveAsync(profile);
    }

    private static Tool? Find() => OperatingSystem.IsWindows() ? null : Tool.Find("chromium") ?? Tool.Find("chromium-browser");

    private static string[] Arguments(int port, string profile) =>
    [
        // Its sandbox refuses to run as root, and in containers. Its pages here are the tests' own.
        "--headless=new", "--no-sandbox", $"--remote-debugging-port={port}", $"--user-data-dir={profile}", "--disable-gpu",
        "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--autoplay-policy=no-user-gesture-required",
    ];
}
