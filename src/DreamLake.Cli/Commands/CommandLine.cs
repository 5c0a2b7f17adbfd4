using System.CommandLine;
using System.Runtime.InteropServices;
using DreamLake.Cli.Screen;
using DreamLake.Protocol;

namespace DreamLake.Cli.Commands;

/// <summary>The <c>dreamlake</c> command: its verbs, what goes wrong before they begin, and Ctrl+C.</summary>
internal static class CommandLine
{
    /// <summary>Runs the command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Uploads recordings to a DreamLake, resumably, and runs a lake on this machine.")
        {
            UploadCommand.Create(),
            ServeCommand.Create(),
            PoolCredentialsCommand.Create(),
        };
        HelpWithExamples.AddTo(root, new Dictionary<string, string> { ["upload"] = UploadCommand.Examples,
            ["serve"] = ServeCommand.Examples, ["pool-credentials"] = PoolCredentialsCommand.Examples });
        // A file whose name begins with @ is a file, and no list of arguments.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            Complain(parsed.Errors[0].Message + " 'dreamlake --help' and 'dreamlake upload --help' show how.");
            return ExitCode.WrongUsage;
        }

        using var interrupt = new CancellationTokenSource();
        using var ctrlC = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        try
        {
            // The command ends by itself once it is cancelled: states are saved and workers observed, however long that takes.
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interrupt.Token);
        }
        catch (UsageException wrong)
        {
            Complain(wrong.Message);
            return wrong.ExitCode;
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Standard output that is full or gone, say: what was stored is stored, and every state is kept.
            Complain($"{fault.Message.TrimEnd('.')}. What was sent is kept; run the same command again to go on.");
            return ExitCode.SomeNotStored;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Nobody is helped by a stack trace and a core dump; the type's name is what a report of it needs.
            Complain($"{fault.GetType().Name}: {fault.Message.TrimEnd('.')}. That is a fault of dreamlake itself; what was sent is kept.");
            return ExitCode.SomeNotStored;
        }

        void Interrupt(PosixSignalContext signal)
        {
            // The first asks the command to pause; a second ends the process as it always would.
            signal.Cancel = !interrupt.IsCancellationRequested;
            interrupt.Cancel();
        }
    }

    private static void Complain(string line) =>
        StandardError.OfProcess().WriteLine("dreamlake: " + NameRules.OneLine(line.ReplaceLineEndings(" ")));
}
