using System.Diagnostics;
using System.Globalization;
using DreamLake.Simulation.Playing;

// --seed N plays one and tells its story; --from N --seeds N plays many and tells the story of the first that fails.
int Number(string name, int otherwise) =>
    Array.IndexOf(args, name) is >= 0 and var at ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
var seed = Number("--seed", -1);
var (first, count) = seed >= 0 ? (seed, 1) : (Number("--from", 1), Number("--seeds", 1000));
var watch = Stopwatch.StartNew();
using var stage = new Stage();
var failed = new List<int>();
for (var next = first; next < first + count; next++)
{
    var (story, broken) = stage.Play(next);
    if (broken is not null) failed.Add(next);
    if (broken is not null) Console.WriteLine($"seed {next}: {broken}");
    if (seed >= 0 || (broken is not null && failed.Count == 1)) story.Write(Console.Out);
    if (failed.Count == 20) break;
}

Console.WriteLine($"{count} schedules from seed {first}: {failed.Count} failed, {watch.Elapsed.TotalSeconds:0.0} s");
return failed.Count == 0 ? 0 : 1;
