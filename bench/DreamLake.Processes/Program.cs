using System.CommandLine;
using DreamLake.Processes;
using DreamLake.Processes.Growth;
using DreamLake.Processes.Peers;
using DreamLake.Processes.Report;
using DreamLake.Processes.Subjects;

var rounds = new Option<int>("--rounds") { Description = "How often each command is measured.", DefaultValueFactory = _ => 5 };
var delay = new Option<int>("--delay") { Description = "Milliseconds for which each request of the small files is held: a distance.", DefaultValueFactory = _ => 20 };
var only = new Option<string[]>("--only") { Description = "Measure these subjects alone and write no page: large, huge, small, batch, start, growth.", AllowMultipleArgumentsPerToken = true };
var root = new RootCommand("Times whole processes against their peers on the same bytes and the same server, and writes docs/performance.md.") { rounds, delay, only };
root.SetAction(parsed => Measure(parsed.GetValue(rounds), TimeSpan.FromMilliseconds(parsed.GetValue(delay)), parsed.GetValue(only) ?? []));
return root.Parse(args).Invoke();

static void Measure(int rounds, TimeSpan delay, string[] only)
{
    var repository = Repository();
    using var bench = new Workbench(repository);
    bool IsWanted(string name) => only.Length == 0 || only.Contains(name, StringComparer.Ordinal);
    Subject[] subjects = [new SmallestFile(bench, rounds), new OneLargeFile(bench, rounds), new HugeFile(bench), new BatchOfLargeFiles(bench, rounds), new ManySmallFiles(bench, rounds, delay)];
    var sections = new List<Section>();
    foreach (var subject in subjects.Where(subject => IsWanted(subject.Name)))
    {
        sections.Add(subject.Measure());
        Console.WriteLine(Markdown.Of(sections[^1]));
    }

    var curves = IsWanted("growth") ? new Curves(bench).Measure() : [];
    if (only.Length == 0) new Page(Path.Combine(repository, "docs")).Write(rounds, new OtherTools(bench).Versions(), sections, InnerPieces.Measure(repository), curves);
}

static string Repository()
{
    for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
    {
        if (File.Exists(Path.Combine(folder.FullName, "DreamLake.PowerShell.sln"))) return folder.FullName;
    }

    throw new InvalidOperationException("This program runs from within its checkout: it measures what it builds there.");
}
