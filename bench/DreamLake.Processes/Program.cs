using System.CommandLine;
using DreamLake.Link;
using DreamLake.Processes;
using DreamLake.Processes.Growth;
using DreamLake.Processes.Peers;
using DreamLake.Processes.Report;
using DreamLake.Processes.Subjects;

var rounds = new Option<int>("--rounds") { Description = "How often each command is measured.", DefaultValueFactory = _ => 5 };
var delay = new Option<int?>("--delay")
{
    Description = "Milliseconds for which each request is held: a distance. Default: none, and 20 for the small files.",
};
var only = new Option<string[]>("--only")
{
    Description = "Measure these alone, on the screen: start, large, verified, received, huge, batch, small, tiny, again, uplink; or growth, which writes its part "
        + "of the page.",
    AllowMultipleArgumentsPerToken = true,
};
var root = new RootCommand(
    "Times whole processes against their peers on the same bytes and the same server, and writes docs/performance.md.") { rounds, delay, only };
root.SetAction(parsed => Measure(parsed.GetValue(rounds), parsed.GetValue(delay), parsed.GetValue(only) ?? []));
return root.Parse(args).Invoke();

static void Measure(int rounds, int? delay, string[] only)
{
    var repository = Repository();
    using var bench = new Workbench(repository);
    bench.Server.Delay = TimeSpan.FromMilliseconds(delay ?? 0);
    bool IsWanted(string name) => only.Length == 0 || only.Contains(name, StringComparer.Ordinal);
    Subject[] subjects =
    [
        new SmallestFile(bench, rounds), new OneLargeFile(bench, rounds), new VerifiedFile(bench, rounds), new ReceivedFile(bench, rounds),
        new HugeFile(bench),
        new BatchOfLargeFiles(bench, rounds), new ManySmallFiles(bench, rounds, TimeSpan.FromMilliseconds(delay ?? 20)),
        new TinyFiles(bench, rounds),
        new RerunOfManyFiles(bench, rounds),
        new CappedUplink(bench, 256L << 20, new LinkConditions(20, TimeSpan.FromMilliseconds(200))),
        new CappedUplink(bench, 1L << 30, new LinkConditions(200, TimeSpan.FromMilliseconds(50))),
        new CappedUplink(bench, 128L << 20, new LinkConditions(20, TimeSpan.FromMilliseconds(200))
        {
            BytesBetweenResets = 20 << 20,
            BytesBetweenStalls = 64 << 20,
        }),
    ];
    var sections = new List<Section>();
    foreach (var subject in subjects.Where(subject => IsWanted(subject.Name)))
    {
        sections.Add(subject.Measure());
        Console.WriteLine(Markdown.Of(sections[^1]));
    }

    var page = new Page(Path.Combine(repository, "docs"));
    if (only.Length == 0) page.Write(rounds, new OtherTools(bench).Versions(), sections, InnerPieces.Measure(repository));
    if (IsWanted("growth")) page.WriteGrowth(new Curves(bench).Measure());
}

static string Repository()
{
    for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
    {
        if (File.Exists(Path.Combine(folder.FullName, "DreamLake.PowerShell.sln"))) return folder.FullName;
    }

    throw new InvalidOperationException("This program runs from within its checkout: it measures what it builds there.");
}
