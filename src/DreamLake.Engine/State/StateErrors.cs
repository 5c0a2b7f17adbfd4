using DreamLake.Disk;

namespace DreamLake.Engine.State;

/// <summary>What a person reads when a state cannot be used: what happened, what is safe, what to do next.</summary>
internal static class StateErrors
{
    /// <summary>What to do where this process may open no more files.</summary>
    public const string RaiseLimit =
        "What was sent is kept. Raise the limit of open files (ulimit -n 1024) or end other work of this process, then run again.";

    /// <summary>A state could not be written.</summary>
    /// <param name="statePath">The state file.</param>
    /// <param name="path">The file that is uploaded.</param>
    /// <param name="fault">What the disk said.</param>
    public static UploadException OfWriting(string statePath, string path, Exception fault) => DiskErrors.IsHeldByAnother(fault)
        ? new UploadException(
            UploadError.StateBusy,
            $"The state of '{path}' cannot be written, because another program holds '{statePath}' open: {fault.Message}",
            "What was sent is in the lake. Run the same command again to go on; a virus scanner that holds it longer should leave that " +
            "folder out.",
            fault)
        : new UploadException(
            UploadError.StateUnwritable,
            $"The state of '{path}' cannot be written to '{statePath}': {fault.Message}",
            "What was sent is in the lake. Make room or mend the folder's rights, then run the same command again.",
            fault);

    /// <summary>The folder of states could not be locked: nothing was begun.</summary>
    public static UploadException OfLocking(string folder, Exception fault) => new(
        UploadError.StateUnwritable,
        $"The state folder '{folder}' cannot be written: {fault.Message}",
        DiskErrors.IsOutOfFiles(fault) ? RaiseLimit : "Nothing was sent. Mend the folder's rights, or make room.",
        fault);

    /// <summary>A later DreamLake wrote the state.</summary>
    public static UploadException OfNewerVersion(string statePath, string path, long version) => new(
        UploadError.StateNewer,
        $"'{path}' was begun by a later DreamLake: its state '{statePath}' has version {version}, and this one reads version " +
        $"{StateDocument.Version}.",
        "Nothing was sent, and the state is as it was. Finish the upload with the DreamLake that began it, or bring this one up to date.");
}
