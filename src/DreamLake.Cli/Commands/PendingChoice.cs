using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.Cli.Commands;

/// <summary>Pending uploads, and those of them that a person names.</summary>
internal static class PendingChoice
{
    /// <summary>All of them.</summary>
    /// <exception cref="UsageException">The state folder cannot be read.</exception>
    public static IReadOnlyList<PendingUpload> All()
    {
        try
        {
            return new PendingUploads().List();
        }
        catch (UploadException fault)
        {
            throw new UsageException($"{fault.Message} {fault.Advice}", ExitCode.SomeNotStored);
        }
    }

    /// <summary>Those that are named, by their hash or by their file.</summary>
    /// <exception cref="UsageException">A name leads to none, or the state folder cannot be read.</exception>
    public static IReadOnlyList<PendingUpload> Named(IEnumerable<string> names)
    {
        var all = All();
        return [.. names.SelectMany(name => Named(name, all)).Distinct()];
    }

    private static PendingUpload[] Named(string name, IReadOnlyList<PendingUpload> all)
    {
        var full = Path.GetFullPath(name);
        PendingUpload[] found = [.. all.Where(upload => upload.Hash == name || upload.Path == full)];
        return found.Length > 0
            ? found
            : throw new UsageException($"No upload '{NameRules.OneLine(name)}' is pending; 'dreamlake status' lists those that are.");
    }
}
