using System.Management.Automation;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.PowerShell.Tests.Hosting;

/// <summary>A fake lake, a home folder with files in it, and a session between them: what most tests begin with.</summary>
internal sealed class Scene : IAsyncDisposable
{
    public const int MiB = 1024 * 1024;
    private readonly ScopedEnvironment _environment;

    private Scene(FakeLake lake)
    {
        Lake = lake;
        Home = Directory.CreateTempSubdirectory("dreamlake-home-").FullName;
        _environment = new ScopedEnvironment(Home, lake.Address, lake.Address, FakeLake.Token);
        Session = ModuleSession.Open();
        Session.Run($"$ExecutionContext.SessionState.Path.SetLocation('{Home}')").Clean();
    }

    public FakeLake Lake { get; }

    public string Home { get; }

    public ModuleSession Session { get; }

    public RecordingHost Host => Session.Host;

    public string States => Path.Combine(Home, ".dreamlake", "uploads");

    public static async Task<Scene> StartAsync() => new(await FakeLake.StartAsync());

    /// <summary>A file of random bytes in the home folder; the seed is its name.</summary>
    public FileInfo File(string name, int size = 1000)
    {
        var bytes = new byte[size];
        new Random(name.Sum(c => c) + (name.Length * 1000)).NextBytes(bytes);
        var path = Path.Combine(Home, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, bytes);
        System.IO.File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-1));
        return new FileInfo(path);
    }

    /// <summary>A file as <c>Get-ChildItem</c> hands it on.</summary>
    public static PSObject Item(FileInfo file)
    {
        var item = new PSObject(file);
        item.Properties.Add(new PSNoteProperty("PSPath", "Microsoft.PowerShell.Core\\FileSystem::" + file.FullName));
        return item;
    }

    public Ran Run(string script, params object[] input) => Session.Run(script, input);

    /// <summary>
    /// An upload of two parts, the second of which the lake refuses once the first is recorded: what is left of it is pending.
    /// </summary>
    public async Task<FileInfo> PendingAsync(string name, string arguments = "-Episode alice@robotics:run-042 -To /camera/front")
    {
        var file = new FileInfo(Path.Combine(Home, name)) is { Exists: true } known ? known : File(name, 15 * MiB);
        var before = PartsRecorded();
        Lake.Intercept = async context =>
        {
            if (context.Request.Method != "PUT" || !context.Request.Path.Value!.EndsWith("/2", StringComparison.Ordinal)) return false;
            while (PartsRecorded() == before) await Task.Delay(10);
            await FakeLake.S3Error(context, 403, "AccessDenied", "Not now.");
            return true;
        };
        await Task.Run(() => Run($"Send-DreamLakeFile -LiteralPath '{file.FullName}' {arguments} -WarningAction SilentlyContinue").Error(
            "PartRejected"), TestContext.Current.CancellationToken);
        Lake.Intercept = _ => Task.FromResult(false);
        return file;
    }

    /// <summary>How many parts the state files count as stored.</summary>
    public int PartsRecorded() => StateFiles().Sum(file => System.IO.File.ReadAllText(file).Split("partNumber").Length - 1);

    /// <summary>The state files.</summary>
    public string[] StateFiles() => Directory.Exists(States) ? Directory.GetFiles(States, "*.json") : [];

    public async ValueTask DisposeAsync()
    {
        Session.Dispose();
        await Lake.DisposeAsync();
        _environment.Dispose();
        Directory.Delete(Home, recursive: true);
    }
}
