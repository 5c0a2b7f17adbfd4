namespace DreamLake.Engine.Steps;

/// <summary>One step of the road: takes an upload from one stage to a later one, and records that it did.</summary>
/// <typeparam name="TFrom">What it needs.</typeparam>
/// <typeparam name="TTo">What the next step needs.</typeparam>
internal interface IUploadStep<in TFrom, TTo>
{
    /// <summary>Which step it is.</summary>
    UploadStepName Name { get; }

    /// <summary>Takes the upload on.</summary>
    Task<TTo> RunAsync(TFrom from, CancellationToken cancellationToken);
}
