using System.Management.Automation;
using System.Security;
using DreamLake.PowerShell.Errors;
using DreamLake.PowerShell.Session;

namespace DreamLake.PowerShell.Commands;

/// <summary>Says which lake this session uses, and as whom.</summary>
[Cmdlet(VerbsCommunications.Connect, "DreamLake")]
[OutputType(typeof(DreamLakeConnection))]
public sealed class ConnectDreamLakeCommand : PSCmdlet
{
    /// <summary>BSS's address. <c>DREAMLAKE_BSS_URL</c>, else <c>http://localhost:10234</c>, where left out.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNull]
    public Uri? BssUrl { get; set; }

    /// <summary>DreamLake Server's address. <c>DREAMLAKE_REMOTE</c>, else <c>http://localhost:10334</c>, where left out.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNull]
    public Uri? ServerUrl { get; set; }

    /// <summary>The bearer token. <c>DREAMLAKE_API_KEY</c> where left out. It is never shown.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Token { get; set; }

    /// <summary>Writes the connection.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Connects: no service is asked yet.</summary>
    protected override void EndProcessing()
    {
        EnsureAddress(BssUrl, nameof(BssUrl));
        EnsureAddress(ServerUrl, nameof(ServerUrl));
        var session = LakeSession.Current;
        session.Connect(BssUrl, ServerUrl, Token);
        try
        {
            var connection = OutputMapping.Connection(session);
            if (PassThru) WriteObject(connection);
        }
        catch (FormatException fault)
        {
            session.Disconnect();
            ThrowTerminatingError(ErrorRecords.InvalidConnection(fault, "The session is not connected."));
        }
    }

    private void EnsureAddress(Uri? address, string parameter)
    {
        if (address is null || (address.IsAbsoluteUri && address.Scheme is "http" or "https")) return;
        var fault = new FormatException($"-{parameter} takes an http or https address.");
        ThrowTerminatingError(ErrorRecords.InvalidConnection(fault, "It looks like http://localhost:10234."));
    }
}
