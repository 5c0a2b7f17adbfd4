namespace DreamLake.Lambda.Jobs;

/// <summary>What a worker takes.</summary>
internal enum Lane
{
    /// <summary>Any job, to its end.</summary>
    Ordinary,

    /// <summary>
    /// Jobs of owners of whom none runs, for a short time each: while the ordinary workers are with long files, another's clip is split
    /// here. What is not through in that time is given back, marked as long, to an ordinary worker.
    /// </summary>
    Quick,
}
