using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.Presentation;

namespace DreamLake.PowerShell.Errors;

/// <summary>Errors as PowerShell has them: an id for each cause, a category, what it is about, and what to do next.</summary>
internal static class ErrorRecords
{
    /// <summary>An error of the engine; its cause's word is the id.</summary>
    /// <param name="fault">The error, kept as the inner exception.</param>
    /// <param name="target">What it is about: the file, as a rule.</param>
    public static ErrorRecord Of(Engine.UploadException fault, object? target) =>
        Create(fault, fault.Error.ToString(), CategoryOf(fault.Error), target, fault.Message, ErrorAdvice.Of(fault));

    /// <summary>An error of the cmdlets themselves.</summary>
    /// <param name="cause">What it came from; null where the cmdlet found it by itself.</param>
    /// <param name="id">One word for the cause.</param>
    /// <param name="category">PowerShell's category.</param>
    /// <param name="target">What it is about: the file, as a rule.</param>
    /// <param name="message">What happened.</param>
    /// <param name="advice">What is safe and what to do next.</param>
    public static ErrorRecord Create(Exception? cause, string id, ErrorCategory category, object? target, string message, string advice) =>
        new(new UploadException(message, cause) { Reason = id, Advice = advice }, id, category, target)
        {
            ErrorDetails = new ErrorDetails(message) { RecommendedAction = advice },
        };

    /// <summary>What was set of the lake, by the environment or by <c>Connect-DreamLake</c>, cannot be one.</summary>
    public static ErrorRecord InvalidConnection(FormatException cause, string advice) =>
        Create(cause, "InvalidConnection", ErrorCategory.InvalidArgument, null, cause.Message, advice);

    private static ErrorCategory CategoryOf(UploadError error) => error switch
    {
        UploadError.FileNotFound => ErrorCategory.ObjectNotFound,
        UploadError.FileUnreadable => ErrorCategory.ReadError,
        UploadError.FileChanged or UploadError.ChecksumDiffers => ErrorCategory.InvalidData,
        UploadError.UnknownType => ErrorCategory.InvalidType,
        UploadError.InvalidName => ErrorCategory.InvalidArgument,
        UploadError.StateUnreadable => ErrorCategory.ReadError,
        UploadError.StateUnwritable => ErrorCategory.WriteError,
        UploadError.StateLocked or UploadError.StateBusy => ErrorCategory.ResourceBusy,
        UploadError.StateIncomplete or UploadError.StateNewer => ErrorCategory.InvalidData,
        UploadError.SameKey or UploadError.NameTaken => ErrorCategory.ResourceExists,
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
        UploadError.ContentRejected => ErrorCategory.InvalidData,
        UploadError.SplitFailed => ErrorCategory.InvalidResult,
        UploadError.StatusUnknown => ErrorCategory.NotImplemented,
        UploadError.Interrupted => ErrorCategory.OperationStopped,
        UploadError.NotInLake => ErrorCategory.ObjectNotFound,
        UploadError.NotServed => ErrorCategory.ResourceUnavailable,
        UploadError.RangeFailed => ErrorCategory.ReadError,
        UploadError.ObjectChanged or UploadError.ContentDiffers => ErrorCategory.InvalidData,
        UploadError.FileExists => ErrorCategory.ResourceExists,
        UploadError.FileUnwritable => ErrorCategory.WriteError,
        UploadError.DiskFull => ErrorCategory.DeviceError,
        UploadError.NamespaceFull => ErrorCategory.LimitsExceeded,
        _ => ErrorCategory.NotSpecified,
    };
}
