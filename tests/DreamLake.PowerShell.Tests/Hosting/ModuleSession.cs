using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Xunit;

namespace DreamLake.PowerShell.Tests.Hosting;

/// <summary>A PowerShell session with the built module imported.</summary>
internal sealed class ModuleSession : IDisposable
{
    private readonly Runspace _runspace;

    private ModuleSession(Runspace runspace) => _runspace = runspace;

    public RecordingHost Host { get; private init; } = new();

    public static ModuleSession Open(bool withModule = true, PSThreadOptions threadOptions = PSThreadOptions.Default)
    {
        var state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry("Select-First", typeof(SelectFirstCommand), null));
        var host = new RecordingHost();
        var runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.ThreadOptions = threadOptions;
        runspace.Open();
        var session = new ModuleSession(runspace) { Host = host };
        if (withModule) session.Run($"Import-Module '{Repository.Module}'").Clean();
        return session;
    }

    /// <summary>Runs a script to its end, as if it had been typed.</summary>
    /// <param name="script">The script.</param>
    /// <param name="input">What is piped into it.</param>
    public Ran Run(string script, params object[] input)
    {
        using var shell = Shell(script);
        var output = new List<PSObject>();
        RuntimeException? end = null;
        try
        {
            shell.Invoke(input, output);
        }
        catch (RuntimeException fault)
        {
            end = fault;
        }

        return new Ran(output, [.. shell.Streams.Error], [.. shell.Streams.Warning.Select(warning => warning.Message)], end);
    }

    /// <summary>A pipeline that the test runs by itself.</summary>
    public System.Management.Automation.PowerShell Shell(string script)
    {
        var shell = System.Management.Automation.PowerShell.Create(_runspace);
        shell.AddScript(script);
        return shell;
    }

    public void Dispose() => _runspace.Dispose();
}

/// <summary>What came of a script.</summary>
internal sealed record Ran(
    IReadOnlyList<PSObject> Output,
    IReadOnlyList<ErrorRecord> Errors,
    IReadOnlyList<string> Warnings,
    RuntimeException? End)
{
    /// <summary>The same, if there was no error; else a failure that shows it.</summary>
    public Ran Clean()
    {
        Assert.True(
            Errors.Count == 0 && End is null,
            string.Join('\n', Errors.Select(error => $"{error.FullyQualifiedErrorId}: {error}")) + End);
        return this;
    }

    /// <summary>The error that came without ending the command, by its id alone.</summary>
    public ErrorRecord Error(string id) => Is(id, Assert.Single(Errors));

    /// <summary>
    /// The one error, which ended the command: nothing else was written after it. At the top of a script PowerShell goes on with the next
    /// statement.
    /// </summary>
    public ErrorRecord Ended(string id) => Is(id, End?.ErrorRecord ?? Assert.Single(Errors));

    private static ErrorRecord Is(string id, ErrorRecord error)
    {
        Assert.True(error.FullyQualifiedErrorId.Split(',')[0] == id, $"{error.FullyQualifiedErrorId}: {error}");
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.NotEqual(ErrorCategory.NotSpecified, error.CategoryInfo.Category);
        return error;
    }
}
