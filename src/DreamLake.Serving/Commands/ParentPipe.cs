using System.CommandLine;
using System.Runtime.InteropServices;

namespace DreamLake.Serving.Commands;

/// <summary>
/// The pipe from the <c>dreamlake</c> that started this program, on standard input: its end is the parent's end, however that came.
/// </summary>
/// <remarks>
/// A lake that outlived its command would hold the folder for nobody. Ctrl+C reaches both processes of a terminal and is for the
/// parent alone: it saves its uploads first, and only then closes the pipe.
/// </remarks>
internal sealed class ParentPipe : IDisposable
{
    private readonly CancellationTokenSource _ended;
    private readonly PosixSignalRegistration? _ctrlC;

    private ParentPipe(bool hasParent, CancellationToken cancellationToken)
    {
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!hasParent) return;
        _ctrlC = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        _ = WatchAsync(Console.OpenStandardInput(), _ended);
    }

    /// <summary>The option by which the parent says that it holds the other end. It is no part of what a person types.</summary>
    public static Option<bool> CreateOption() => new("--ends-with-input") { Hidden = true };

    /// <summary>Cancelled when the parent has ended, or this program is told to.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Follows the parent, where there is one.</summary>
    /// <param name="hasParent">Whether standard input is the parent's pipe; else it is not read.</param>
    /// <param name="cancellationToken">Ends this program by itself.</param>
    public static ParentPipe Follow(bool hasParent, CancellationToken cancellationToken) => new(hasParent, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _ctrlC?.Dispose();
        _ended.Dispose();
    }

    private static async Task WatchAsync(Stream input, CancellationTokenSource ended)
    {
        var buffer = new byte[16];
        try
        {
            while (await input.ReadAsync(buffer, CancellationToken.None) > 0)
            {
                // Nothing is said on it: it is there to come to its end.
            }
        }
        catch (IOException)
        {
            // A pipe that breaks has ended too.
        }

        try
        {
            await ended.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // This program was ending already.
        }
    }
}
