using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Errors;
using DreamLake.Presentation.Folders;

namespace DreamLake.PowerShell.Uploading;

/// <summary>
/// From what was typed or piped to the file system's own paths. What leads to no file is an error of its own, and the rest go on.
/// </summary>
/// <param name="cmdlet">Resolves, and writes errors.</param>
internal sealed class FileArguments(PSCmdlet cmdlet)
{
    /// <summary>The files and folders of a cmdlet's two parameters, of which one was given.</summary>
    /// <param name="patterns">Paths with wildcards; null where the other was given.</param>
    /// <param name="literal">Paths as they are called.</param>
    public IEnumerable<string> Named(IEnumerable<string>? patterns, IEnumerable<string> literal) =>
        (patterns?.SelectMany(Matching) ?? literal.SelectMany(Exactly)).Where(MayBeTaken);

    /// <summary>A cell of a table, or what was typed; an empty one is nothing given: null.</summary>
    public static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    /// <summary>The files and folders that a path with wildcards matches.</summary>
    private IEnumerable<string> Matching(string path) => Resolve(path, () =>
    {
        var files = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
        if (!IsFileSystem(provider, path)) return [];
        if (files.Count == 0) cmdlet.WriteError(NoMatch(path));
        return files;
    });

    /// <summary>The file or folder at a path; whether there is one is for the upload to see.</summary>
    private IEnumerable<string> Exactly(string path) => Resolve(path, () =>
    {
        var file = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        return IsFileSystem(provider, path) ? [file] : [];
    });

    /// <summary>
    /// Whether a path is no folder, or may be one. A folder that is piped is an error: the files that Get-ChildItem finds in it
    /// may come the same way, and would be sent twice.
    /// </summary>
    private bool MayBeTaken(string path)
    {
        if (!cmdlet.MyInvocation.ExpectingInput || !Directory.Exists(path)) return true;
        const string Advice =
            "To have it walked, name it with -Path; to send the files in it one by one, pipe them: Get-ChildItem -File -Recurse.";
        var message = $"'{path}' is a folder.";
        cmdlet.WriteError(ErrorRecords.Create(null, nameof(UploadError.FileUnreadable), ErrorCategory.ReadError, path, message, Advice));
        return false;
    }

    /// <summary>The names in a list of files; <c>-</c> is standard input.</summary>
    /// <exception cref="PipelineStoppedException">It cannot be read: the command ends.</exception>
    public IReadOnlyList<string> ReadList(string path)
    {
        try
        {
#pragma warning disable RS0030 // What 'pwsh -File script.ps1' was given on standard input comes by no other way.
            using var input = path == FileList.StandardInput
                ? Console.In
                : File.OpenText(cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path));
#pragma warning restore RS0030
            return [.. FileList.Read(input)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            const string Advice = "Check the list's path; nothing was sent.";
            cmdlet.ThrowTerminatingError(NotFound(path, fault, $"The list '{path}' cannot be read: {fault.Message}", Advice));
            throw;
        }
    }

    private IEnumerable<string> Resolve(string path, Func<IEnumerable<string>> files)
    {
        try
        {
            return files();
        }
        catch (Exception fault) when (fault is SessionStateException or ProviderInvocationException
            or ArgumentException or NotSupportedException)
        {
            cmdlet.WriteError(NotFound(path, fault, fault.Message, "Check the path; nothing was sent of it."));
            return [];
        }
    }

    private bool IsFileSystem(ProviderInfo provider, string path)
    {
        if (provider.Name == "FileSystem") return true;
        var message = $"'{path}' is no file: it belongs to the provider {provider.Name}.";
        const string Advice = "Only files of a file system can be uploaded.";
        cmdlet.WriteError(ErrorRecords.Create(null, "NotAFile", ErrorCategory.InvalidArgument, path, message, Advice));
        return false;
    }

    private ErrorRecord NoMatch(string path)
    {
        // A file may be called like the pattern that misses it.
        const string Literally = "-LiteralPath takes nothing as a wildcard.";
        const string NoPattern = "is read as a pattern, which no file matches. For the file of that very name use -LiteralPath.";
        return File.Exists(cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path))
            ? NotFound(path, null, $"'{path}' {NoPattern}", Literally)
            : NotFound(path, null, $"No file matches '{path}'.", $"Check the path; nothing was sent of it. {Literally}");
    }

    private static ErrorRecord NotFound(string path, Exception? cause, string message, string advice) =>
        ErrorRecords.Create(cause, nameof(UploadError.FileNotFound), ErrorCategory.ObjectNotFound, path, message, advice);
}
