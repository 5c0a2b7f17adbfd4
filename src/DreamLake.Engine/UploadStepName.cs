namespace DreamLake.Engine;

/// <summary>The steps of the road, in the protocol's order. A state file holds the last one that was done.</summary>
public enum UploadStepName
{
    /// <summary>Hash the file, or know it by its identity.</summary>
    IdentifyFile,

    /// <summary>Find what an earlier run left, and ask BSS which parts S3 has.</summary>
    FindState,

    /// <summary>Start a multipart upload.</summary>
    InitMultipart,

    /// <summary>Sign and send the parts that are missing.</summary>
    PutParts,

    /// <summary>Complete the multipart upload: the bytes are stored.</summary>
    CompleteMultipart,

    /// <summary>Register the content as media with BSS.</summary>
    RegisterInBss,

    /// <summary>Register the media as an asset with DreamLake Server.</summary>
    RegisterInServer,

    /// <summary>Trigger the Lambda that splits it.</summary>
    TriggerLambda,

    /// <summary>Wait until the lake has read the bytes back. The upload is over by then: no state file says so.</summary>
    AwaitVerified,

    /// <summary>Wait until the lake is through with it. The upload is over by then: no state file says so.</summary>
    AwaitReady,

    /// <summary>Remove the file, which the lake has proven to have. Until it is over, a state file says that it is to be done.</summary>
    RemoveSource,
}
