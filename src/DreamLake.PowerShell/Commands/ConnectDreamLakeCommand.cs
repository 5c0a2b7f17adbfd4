using System.Management.Automation;
using System.Security;
using DreamLake.PowerShell.Errors;
using DreamLake.PowerShell.Session;
using DreamLake.PowerShell.Waiting;

namespace DreamLake.PowerShell.Commands;

/// <summary>Says which lake this session uses, and as whom, once that lake has been asked.</summary>
[Cmdlet(VerbsCommunications.Connect, "DreamLake", DefaultParameterSetName = ByToken)]
[OutputType(typeof(DreamLakeConnection))]
public sealed class ConnectDreamLakeCommand : PSCmdlet, IDisposable
{
    private const string ByToken = "Token";
    private const string BySecret = "TokenSecret";

    private readonly PipelineStop _stopping = new();

    /// <summary>BSS's address. <c>DREAMLAKE_BSS_URL</c>, else <c>http://localhost:10234</c>, where left out.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNull]
    public Uri? BssUrl { get; set; }

    /// <summary>DreamLake Server's address. <c>DREAMLAKE_REMOTE</c>, else <c>http://localhost:10334</c>, where left out.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNull]
    public Uri? ServerUrl { get; set; }

    /// <summary>The bearer token. <c>DREAMLAKE_API_KEY</c> where left out. It is never shown.</summary>
    [Parameter(ParameterSetName = ByToken)]
    [ValidateNotNull]
    public SecureString? Token { get; set; }

    /// <summary>The name under which Microsoft.PowerShell.SecretManagement keeps the token.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BySecret)]
    [ValidateNotNullOrEmpty]
    public string TokenSecret { get; set; } = "";

    /// <summary>Asks no service: the first upload does.</summary>
    [Parameter]
    public SwitchParameter SkipCheck { get; set; }

    /// <summary>The connection is always written; the switch is for scripts that say it.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Connects, and writes the connection. Where the lake is not there or refuses the token, nothing changes.</summary>
    protected override void EndProcessing()
    {
        EnsureAddress(BssUrl, nameof(BssUrl));
        EnsureAddress(ServerUrl, nameof(ServerUrl));
        const string Nothing = "The session's connection is as it was.";
        try
        {
            var choice = new LakeChoice(BssUrl, ServerUrl, ParameterSetName == BySecret ? SecretVault.Read(this, TokenSecret) : Token);
            var connection = OutputMapping.Connection(choice);
            if (!SkipCheck) ConnectionTest.Run(choice, _stopping.Token);
            LakeSession.Current.Connect(choice);
            WriteObject(connection);
        }
        catch (FormatException fault)
        {
            ThrowTerminatingError(ErrorRecords.InvalidConnection(fault, Nothing));
        }
        catch (Engine.UploadException fault)
        {
            ThrowTerminatingError(ErrorRecords.Of(fault, BssUrl));
        }
        catch (CommandNotFoundException fault)
        {
            const string Message = "-TokenSecret needs the module Microsoft.PowerShell.SecretManagement, which is not installed.";
            const string Advice = "Install it, or give the token by -Token.";
            ThrowTerminatingError(ErrorRecords.Create(fault, "SecretNotFound", ErrorCategory.NotInstalled, TokenSecret, Message, Advice));
        }
        catch (RuntimeException fault) when (fault is not PipelineStoppedException)
        {
            // What the vault said: the exception's own message is about the preference that made an error of it.
            var message = $"The secret '{TokenSecret}' is not to be had: {fault.ErrorRecord.Exception.Message}";
            ThrowTerminatingError(
                ErrorRecords.Create(fault, "SecretNotFound", ErrorCategory.ObjectNotFound, TokenSecret, message, Nothing));
        }
    }

    /// <summary>Ctrl+C: gives the check up.</summary>
    protected override void StopProcessing() => _stopping.Stop();

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private void EnsureAddress(Uri? address, string parameter)
    {
        if (address is null || (address.IsAbsoluteUri && address.Scheme is "http" or "https")) return;
        var fault = new FormatException($"-{parameter} takes an http or https address.");
        ThrowTerminatingError(ErrorRecords.InvalidConnection(fault, "It looks like http://localhost:10234."));
    }
}
