using System.Management.Automation;
using DreamLake.Engine;

namespace DreamLake.PowerShell.Errors;

/// <summary>Errors as PowerShell has them: an id for each cause, a category, what it is about, and what to do next.</summary>
internal static class ErrorRecords
{
    /// <summary>An error of the engine; its cause's word is the id.</summary>
    /// <param name="fault">The error, kept as it is.</param>
    /// <param name="target">What it is about: the file, as a rule.</param>
    public static ErrorRecord Of(UploadException fault, object? target) =>
        Create(fault, fault.Error.ToString(), CategoryOf(fault.Error), target, fault.Message, fault.Advice);

    /// <summary>An error of the cmdlets themselves.</summary>
    public static ErrorRecord Create(Exception fault, string id, ErrorCategory category, object? target, string message, string advice) =>
        new(fault, id, category, target) { ErrorDetails = new ErrorDetails(message) { RecommendedAction = advice } };

    private static ErrorCategory CategoryOf(UploadError error) => error switch
    {
        UploadError.FileNotFound => ErrorCategory.ObjectNotFound,
        UploadError.FileUnreadable => ErrorCategory.ReadError,
        UploadError.FileChanged => ErrorCategory.InvalidData,
        UploadError.UnknownType => ErrorCategory.InvalidType,
        UploadError.InvalidName => ErrorCategory.InvalidArgument,
        UploadError.StateUnreadable => ErrorCategory.ReadError,
        UploadError.StateUnwritable => ErrorCategory.WriteError,
        UploadError.StateLocked or UploadError.StateBusy => ErrorCategory.ResourceBusy,
        UploadError.StateIncomplete or UploadError.StateNewer => ErrorCategory.InvalidData,
        UploadError.OtherLake => ErrorCategory.InvalidOperation,
        UploadError.LakeUnreachable => ErrorCategory.ConnectionError,
        UploadError.TokenRefused => ErrorCategory.AuthenticationError,
        UploadError.NotYours => ErrorCategory.PermissionDenied,
        UploadError.ContentRefused => ErrorCategory.InvalidData,
        UploadError.RequestRefused => ErrorCategory.ProtocolError,
        UploadError.PartRejected => ErrorCategory.InvalidResult,
        UploadError.PartFailed => ErrorCategory.WriteError,
        UploadError.ServiceFailed => ErrorCategory.ResourceUnavailable,
        UploadError.AnswerNotUnderstood => ErrorCategory.ProtocolError,
        UploadError.Interrupted => ErrorCategory.OperationStopped,
        _ => ErrorCategory.NotSpecified,
    };
}
