using DreamLake.Disk;
using DreamLake.Engine.Content;
using DreamLake.Engine.State;

namespace DreamLake.Engine.Steps;

/// <summary>What a person reads of a file that cannot be uploaded, whether it was to be or only looked at beforehand.</summary>
internal static class FileErrors
{
    /// <summary>Looks at a file, once.</summary>
    /// <exception cref="UploadException">It is a folder.</exception>
    /// <exception cref="IOException">It is no file, or cannot be looked at.</exception>
    public static FileIdentity Look(IDisk disk, string path)
    {
        var status = disk.Status(path);
        return status.Kind == FileKind.Folder
            ? throw new UploadException(UploadError.FileUnreadable, $"'{path}' is a folder.", "Name the files in it.")
            : FileIdentity.Of(status);
    }

    /// <summary>The error that an exception of the file system or of the plan means; null where it is none of those.</summary>
    public static UploadException? Of(string path, Exception fault) => fault switch
    {
        ArgumentOutOfRangeException => new UploadException(
            UploadError.FileUnreadable, $"'{path}' is larger than S3 takes: {PartPlan.MaxParts:N0} parts of 5 GiB.", "Split the file.",
            fault),
        _ when DiskErrors.IsOutOfFiles(fault) => new UploadException(
            UploadError.FileUnreadable, $"'{path}' cannot be opened: this process has as many files open as it may.",
            StateErrors.RaiseLimit, fault),
        FileNotFoundException or DirectoryNotFoundException => new UploadException(
            UploadError.FileNotFound, $"There is no file '{path}'.", "Check the path; nothing was sent of it.", fault),
        IOException or UnauthorizedAccessException => new UploadException(
            UploadError.FileUnreadable, $"'{path}' cannot be read: {fault.Message}",
            "Check the file and its rights, then run the same command again.", fault),
        _ => null,
    };
}
