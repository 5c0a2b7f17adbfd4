using System.CommandLine;
using DreamLake.Serving.Lake;

namespace DreamLake.Serving.Commands;

/// <summary><c>dreamlake-lake keys</c>: makes the file of secrets that the processes of one lake share.</summary>
internal static class KeysCommand
{
    private static readonly Argument<string> File = new("FILE") { Description = "The file to make; it must not be there yet." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("keys", "Makes the secrets that all processes of a lake share, readable by their owner alone.") { File };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var path = Path.GetFullPath(parsed.GetRequiredValue(File));
        // New secrets in place of others would make every token and every signed address void.
        if (System.IO.File.Exists(path)) throw new UsageException($"'{path}' is there already. Nothing was changed.");
        SecretsFile.At(path).Create();
        Console.WriteLine($"{path} is made. Keep a copy of it as safe as the lake itself, and give every process of the lake the same.");
        return ExitCode.AllStored;
    }
}
