using DreamLake.Lambda;

namespace DreamLake.Bss.Media;

/// <summary>Asks the Lambda's queue after one medium.</summary>
internal static class JobReports
{
    /// <summary>How far its job is; null where it was never dispatched.</summary>
    public static async Task<JobReport?> FindOneAsync(this JobQueue jobs, string mediaId, CancellationToken cancellationToken) =>
        await jobs.FindAsync([mediaId], cancellationToken) is [var report, ..] ? report : null;
}
