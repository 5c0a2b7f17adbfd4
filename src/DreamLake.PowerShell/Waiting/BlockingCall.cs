using System.Management.Automation;

namespace DreamLake.PowerShell.Waiting;

/// <summary>
/// The one place where the pipeline's thread waits for the engine with nothing else to do: what a question or an abort needs before it
/// goes on.
/// </summary>
internal static class BlockingCall
{
    /// <summary>What the work comes to.</summary>
    /// <param name="work">
    /// Run on a thread of the pool's: in a host with a window, what it awaits would else wait for the very thread that waits here.
    /// </param>
    /// <exception cref="PipelineStoppedException">The pipeline stopped meanwhile.</exception>
    public static T Run<T>(Func<Task<T>> work)
    {
        try
        {
#pragma warning disable RS0030 // A cmdlet has to answer on the pipeline's thread: there is nothing that could be awaited in its place.
            return Task.Run(work).GetAwaiter().GetResult();
#pragma warning restore RS0030
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Waits for the work to end.</summary>
    /// <exception cref="PipelineStoppedException">The pipeline stopped meanwhile.</exception>
    public static void Run(Func<Task> work) => Run(async () =>
    {
        await work().ConfigureAwait(false);
        return true;
    });
}
