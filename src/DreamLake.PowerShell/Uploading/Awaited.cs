using System.Management.Automation;

namespace DreamLake.PowerShell.Uploading;

/// <summary>The one place where the pipeline's thread waits for the engine with nothing else to do: what a question or an abort needs before it goes on.</summary>
internal static class Awaited
{
    /// <summary>What the task comes to.</summary>
    /// <exception cref="PipelineStoppedException">The pipeline stopped meanwhile.</exception>
    public static T By<T>(Task<T> task)
    {
        By((Task)task);
        return task.Result;
    }

    /// <summary>Waits for the task.</summary>
    /// <exception cref="PipelineStoppedException">The pipeline stopped meanwhile.</exception>
    public static void By(Task task)
    {
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }
}
