using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace DreamLake.Session;

/// <summary>A screen on standard error: each progress record is drawn as a bar of 60 columns, over the one before.</summary>
internal sealed class DrawingScreen : PSHostUserInterface
{
    private const int Columns = 60;

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI => null!;

    /// <inheritdoc/>
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        var filled = Math.Clamp(record.PercentComplete, 0, 100) * Columns / 100;
        Console.Error
            .Write($"\r\e[2K{record.Activity} [{new string('#', filled)}{new string(' ', Columns - filled)}] {record.StatusDescription}");
    }

    /// <inheritdoc/>
    public override void Write(string value) => Console.Error.Write(value);

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Console.Error.Write(value);

    /// <inheritdoc/>
    public override void WriteLine(string value) => Console.Error.WriteLine(value);

    /// <inheritdoc/>
    public override void WriteErrorLine(string value) => Console.Error.WriteLine(value);

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => Console.Error.WriteLine(message);

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => Console.Error.WriteLine(message);

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => Console.Error.WriteLine(message);

    /// <inheritdoc/>
    public override string ReadLine() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        throw new NotSupportedException(message);

    /// <inheritdoc/>
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        throw new NotSupportedException(message);

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw new NotSupportedException(message);

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) =>
        throw new NotSupportedException(message);
}
