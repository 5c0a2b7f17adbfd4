using System.CommandLine;
using DreamLake.Serving.Lake;

namespace DreamLake.Serving.Commands;

/// <summary><c>dreamlake-lake keys</c>: makes the file of secrets that the processes of one lake share.</summary>
internal static class KeysCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Examples:
          dreamlake-lake keys /etc/dreamlake/keys.json
          dreamlake-lake keys rotate --settings /etc/dreamlake/lake.json
          dreamlake-lake keys list --settings /etc/dreamlake/lake.json
          dreamlake-lake keys retire first --settings /etc/dreamlake/lake.json
          dreamlake-lake keys rotate --retire        (after a leak, for the lake in ~/.dreamlake/lake)
          dreamlake-lake keys rotate-pool            (the staging pool's own, for the lake in ~/.dreamlake/lake)

        The lake may run meanwhile: its processes know of new keys and of retired ones within 5 s.
        """;

    private static readonly Argument<string> File = new("FILE") { Description = "The file to make; it must not be there yet." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("keys", 
            "Makes the secrets that all processes of a lake share, readable by their owner alone; rotates the keys that sign.") 
        {
            File,
        };
        foreach (var verb in KeyRotation.Verbs()) command.Add(verb);
        command.Add(PoolKeyRotation.CreateVerb());
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
