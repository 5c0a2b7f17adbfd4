namespace DreamLake.Bss.Tables;

/// <summary>Where an upload is on its way.</summary>
internal enum UploadState
{
    /// <summary>S3 takes its parts.</summary>
    Open,

    /// <summary>Its part list is fixed, and S3 was asked to complete it.</summary>
    Completing,

    /// <summary>Its bytes lie in S3 and are being compared with others of the same 16 digits.</summary>
    Comparing,

    /// <summary>Over: its client was told success, or is when it asks again.</summary>
    Completed,

    /// <summary>Over: its client was told why not, and is when it asks again.</summary>
    Refused,

    /// <summary>Over: it was aborted, or S3 ended it.</summary>
    Gone,
}
