namespace DreamLake.Processes.Timing;

/// <summary>Runs commands in turn, round after round, so that all see the same machine: A B C, A B C, …</summary>
internal static class Race
{
    /// <summary>Runs each command once unmeasured, then so many times.</summary>
    /// <param name="commands">The commands.</param>
    /// <param name="rounds">1 or more.</param>
    public static IReadOnlyList<Costs> Run(IReadOnlyList<Command> commands, int rounds)
    {
        foreach (var command in commands) TimedRun.Run(command);
        var runs = commands.ToDictionary(command => command, _ => new List<Cost>());
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var command in commands)
            {
                Console.Error.WriteLine($"round {round} of {rounds}: {command.Name}");
                runs[command].Add(TimedRun.Run(command));
            }
        }

        return [.. commands.Select(command => new Costs(command.Name, runs[command]))];
    }
}
