using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Errors;

namespace DreamLake.PowerShell.Uploading;

/// <summary>From what was typed or piped to the file system's own paths. What leads to no file is an error of its own, and the rest go on.</summary>
/// <param name="cmdlet">Resolves, and writes errors.</param>
internal sealed class FileArguments(PSCmdlet cmdlet)
{
    /// <summary>The files that a path with wildcards matches.</summary>
    public IEnumerable<string> Matching(string path)
    {
        try
        {
            var files = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
            if (!IsFileSystem(provider, path)) return [];
            if (files.Count == 0) cmdlet.WriteError(NotFound(path, new ItemNotFoundException($"No file matches '{path}'.")));
            return files.Where(IsNoFolder);
        }
        catch (Exception fault) when (fault is SessionStateException or ProviderInvocationException or ArgumentException or NotSupportedException)
        {
            cmdlet.WriteError(NotFound(path, fault));
            return [];
        }
    }

    /// <summary>The file at a path; whether there is one is for the upload to see.</summary>
    public IEnumerable<string> Exactly(string path)
    {
        try
        {
            var file = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return IsFileSystem(provider, path) && IsNoFolder(file) ? [file] : [];
        }
        catch (Exception fault) when (fault is SessionStateException or ProviderInvocationException or ArgumentException or NotSupportedException)
        {
            cmdlet.WriteError(NotFound(path, fault));
            return [];
        }
    }

    private bool IsFileSystem(ProviderInfo provider, string path)
    {
        if (provider.Name == "FileSystem") return true;
        var message = $"'{path}' is no file: it belongs to the provider {provider.Name}.";
        cmdlet.WriteError(ErrorRecords.Create(new NotSupportedException(message), "NotAFile", ErrorCategory.InvalidArgument, path, message, "Only files of a file system can be uploaded."));
        return false;
    }

    private bool IsNoFolder(string path)
    {
        if (!Directory.Exists(path)) return true;
        var message = $"'{path}' is a folder.";
        cmdlet.WriteError(ErrorRecords.Create(new UnauthorizedAccessException(message), nameof(UploadError.FileUnreadable), ErrorCategory.ReadError, path, message, "Name the files in it, or pipe them: Get-ChildItem -File -Recurse."));
        return false;
    }

    private static ErrorRecord NotFound(string path, Exception fault) =>
        ErrorRecords.Create(fault, nameof(UploadError.FileNotFound), ErrorCategory.ObjectNotFound, path, fault.Message, "Check the path; nothing was sent of it.");
}
