namespace DreamLake.Lambda.Jobs;

/// <summary>Where a job is on its way.</summary>
internal enum JobState
{
    /// <summary>To be taken by a worker once it is due.</summary>
    Waiting,

    /// <summary>Taken by a worker, for as long as its lease lasts.</summary>
    Running,

    /// <summary>Over, and never run again.</summary>
    Done,

    /// <summary>Over; a fresh dispatch runs it again.</summary>
    Failed,
}
