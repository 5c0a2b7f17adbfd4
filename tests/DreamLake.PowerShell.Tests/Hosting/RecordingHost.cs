using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace DreamLake.PowerShell.Tests.Hosting;

/// <summary>A progress record, when it came and from whom.</summary>
internal sealed record SeenProgress(long At, long Source, ProgressRecord Record);

/// <summary>A host that keeps what a person would have seen.</summary>
internal sealed class RecordingHost : PSHost
{
    private readonly Screen _screen = new();

    public ConcurrentQueue<string> Warnings => _screen.Warnings;

    public ConcurrentQueue<SeenProgress> Progress => _screen.Progress;

    /// <summary>What <c>-WhatIf</c> said.</summary>
    public IEnumerable<string> WhatIf => _screen.Lines.Where(line => line.StartsWith("What if:", StringComparison.Ordinal));

    /// <summary>What the person answers to a question; the first choice is "yes".</summary>
    public int Choice { get => _screen.Choice; set => _screen.Choice = value; }

    public ConcurrentQueue<string> Questions => _screen.Questions;

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.GetCultureInfo("en-US");

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "Recording";

    public override PSHostUserInterface UI => _screen;

    public override Version Version => new(1, 0);

    public override void EnterNestedPrompt()
    {
    }

    public override void ExitNestedPrompt()
    {
    }

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }

    private sealed class Screen : PSHostUserInterface
    {
        public ConcurrentQueue<string> Warnings { get; } = new();

        public ConcurrentQueue<SeenProgress> Progress { get; } = new();

        public ConcurrentQueue<string> Lines { get; } = new();

        public ConcurrentQueue<string> Questions { get; } = new();

        public int Choice { get; set; }

        public override PSHostRawUserInterface RawUI => null!;

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
            throw new NotSupportedException(message);

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            Questions.Enqueue(message);
            return Choice;
        }

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw new NotSupportedException(message);

        public override PSCredential PromptForCredential(
            string caption,
            string message,
            string userName,
            string targetName,
            PSCredentialTypes allowedCredentialTypes,
            PSCredentialUIOptions options) =>
            throw new NotSupportedException(message);

        public override string ReadLine() => throw new NotSupportedException();

        public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();

        public override void Write(string value) => Lines.Enqueue(value);

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Lines.Enqueue(value);

        public override void WriteDebugLine(string message) => Lines.Enqueue(message);

        public override void WriteErrorLine(string value) => Lines.Enqueue(value);

        public override void WriteLine(string value) => Lines.Enqueue(value);

        public override void WriteProgress(long sourceId, ProgressRecord record) =>
            Progress.Enqueue(new SeenProgress(Stopwatch.GetTimestamp(), sourceId, record));

        public override void WriteVerboseLine(string message) => Lines.Enqueue(message);

        public override void WriteWarningLine(string message) => Warnings.Enqueue(message);
    }
}
