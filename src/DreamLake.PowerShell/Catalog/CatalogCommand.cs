using System.Management.Automation;
using DreamLake.PowerShell.Session;

namespace DreamLake.PowerShell.Catalog;

/// <summary>What the cmdlets that read from a lake do alike.</summary>
public abstract class CatalogCommand : PSCmdlet, IDisposable
{
    private readonly Lazy<CatalogReader> _reader;

    private protected CatalogCommand() => _reader = new Lazy<CatalogReader>(() => new CatalogReader(this, Connection));

    private protected CatalogReader Reader => _reader.Value;

    /// <summary>The lake, as <c>Connect-DreamLake</c> wrote it. The session's where left out.</summary>
    [Parameter]
    [ConnectionArgument]
    [ValidateNotNull]
    public DreamLakeConnection? Connection { get; set; }

    /// <summary>Ctrl+C.</summary>
    protected override void StopProcessing() => Reader.Stop();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_reader.IsValueCreated) _reader.Value.Dispose();
        GC.SuppressFinalize(this);
    }
}
