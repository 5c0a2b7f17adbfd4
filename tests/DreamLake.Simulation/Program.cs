using System.Diagnostics;
using DreamLake.Simulation;
using DreamLake.Simulation.Playing;

var options = PlayOptions.Read(args);
if (options is null)
{
    Console.Error.WriteLine(PlayOptions.Usage);
    return 2;
}

if (options.LooksForFaults) return await new PlantedFaults(options, Console.Out).FindAllAsync() ? 0 : 1;
var watch = Stopwatch.StartNew();
var failed = 0;
if (options.PlaysKept)
{
    using var stage = new Stage();
    foreach (var kept in KeptSeeds.Read()) failed += new Series(stage, kept with { TellsAll = false }, Console.Out).Play();
}

if (options.Jobs == 1)
{
    PlantedFaults.Plant(options.Fault);
    using var stage = new Stage();
    failed += new Series(stage, options, Console.Out).Play();
}
else if (!await new Crew(options, Console.Out).PlayAsync(options.Jobs > 0 ? options.Jobs : Environment.ProcessorCount))
{
    failed++;
}

var what = options.IsOneKey ? "histories of one key" : "schedules";
Console.WriteLine(
    $"{options.Count} {what} from seed {options.First}: {(failed == 0 ? "all hold" : "NOT all hold")}, {watch.Elapsed.TotalSeconds:0.0} s");
return failed == 0 ? 0 : 1;
