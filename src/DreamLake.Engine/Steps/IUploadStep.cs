namespace DreamLake.Engine.Steps;

/// <summary>One step of the road: takes an upload on, and records that it did.</summary>
internal interface IUploadStep
{
    /// <summary>Which step it is.</summary>
    UploadStepName Name { get; }

    /// <summary>Takes the upload on.</summary>
    Task RunAsync(Upload upload, CancellationToken cancellationToken);
}
