using System.CommandLine;
using System.Runtime.InteropServices;
using DreamLake.Protocol;

namespace DreamLake.Terminal;

/// <summary>What both programs do around a verb: one line for what goes wrong before it begins, Ctrl+C, and the exit status.</summary>
internal static class CommandLoop
{
    /// <summary>Runs the verb that was typed.</summary>
    /// <param name="root">The program and its verbs; what it says begins with its <c>HelpName</c>.</param>
    /// <param name="args">What was typed.</param>
    /// <param name="hint">What to type to learn more, as a sentence.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(RootCommand root, string[] args, string hint)
    {
        // A file whose name begins with @ is a file, and no list of arguments.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            Complain(root, $"{parsed.Errors[0].Message} {hint}");
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
            if (wrong.Message.Length > 0) Complain(root, wrong.Message);
            return wrong.ExitCode;
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Standard output that is full or gone, say: what was stored is stored, and every state is kept.
            Complain(root, $"{fault.Message.TrimEnd('.')}. What was sent is kept; run the same command again to go on.");
            return ExitCode.SomeNotStored;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Nobody is helped by a stack trace and a core dump; the type's name is what a report of it needs.
            var cause = $"{fault.GetType().Name}: {fault.Message.TrimEnd('.')}";
            Complain(root, $"{cause}. That is a fault of dreamlake itself; what was sent is kept.");
            return ExitCode.SomeNotStored;
        }

        void Interrupt(PosixSignalContext signal)
        {
            // The first asks the command to pause; a second ends the process as it always would.
            signal.Cancel = !interrupt.IsCancellationRequested;
            interrupt.Cancel();
        }
    }

    private static void Complain(RootCommand root, string line) =>
        StandardError.OfProcess().WriteLine($"{root.HelpName ?? "dreamlake"}: {NameRules.OneLine(line.ReplaceLineEndings(" "))}");
}
