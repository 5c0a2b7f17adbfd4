namespace DreamLake.Testing.Engines.Chromium;

/// <summary>A <see cref="ChromiumBrowser"/> for a test class or a test project.</summary>
public sealed class ChromiumFixture : EngineFixture<ChromiumBrowser>
{
    /// <inheritdoc/>
    protected override string? Missing => ChromiumBrowser.Missing;

    /// <inheritdoc/>
    protected override Task<ChromiumBrowser> StartAsync(CancellationToken cancellationToken) =>
        ChromiumBrowser.StartAsync(cancellationToken);
}
