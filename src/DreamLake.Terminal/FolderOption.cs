using System.CommandLine;

namespace DreamLake.Terminal;

/// <summary>The option that names the lake's folder: <c>--folder</c>.</summary>
internal static class FolderOption
{
    /// <summary>One for a command: an option belongs to one command alone.</summary>
    public static Option<string?> Create() => new("--folder")
    {
        Description = "The folder of the lake on this machine. Default: ~/.dreamlake/lake.",
        HelpName = "DIR",
    };
}
