namespace DreamLake.Testing.Engines.Postgres;

/// <summary>PostgreSQL's programs, and the account they run under: the server refuses to run as root.</summary>
internal sealed class PostgresPrograms
{
    private const string Installed = "/usr/lib/postgresql";
    private static readonly string[] Needed = ["initdb", "postgres", "pg_isready", "createdb"];

    private readonly string? _folder = Folders().FirstOrDefault(
        folder => Array.TrueForAll(Needed, name => File.Exists(Path.Combine(folder, name))));

    /// <summary>Why PostgreSQL cannot run here; null where it can.</summary>
    public string? Missing =>
        OperatingSystem.IsWindows() ? "PostgreSQL is started by these tests on Linux and macOS only."
        : _folder is null ? "PostgreSQL is not installed: apt-get install postgresql"
        : Environment.IsPrivilegedProcess && Tool.Find("setpriv") is null
            ? "PostgreSQL does not run as root, and there is no setpriv to leave it: apt-get install util-linux"
        : null;

    /// <summary>
    /// The words that run one of the programs, under the account <c>postgres</c> (or <c>nobody</c>) where this process is root's.
    /// </summary>
    public string[] Command(string name, params string[] arguments)
    {
        string[] program = [Path.Combine(_folder!, name), .. arguments];
        if (!Environment.IsPrivilegedProcess) return program;
        var account = File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal))
            ? "postgres"
            : "nobody";
        return ["setpriv", $"--reuid={account}", "--regid=nogroup", "--clear-groups", "--", .. program];
    }

    /// <summary>The newest version of Debian's packages, then <c>PATH</c>.</summary>
    private static IEnumerable<string> Folders()
    {
        var versions = Directory.Exists(Installed) ? Directory.GetDirectories(Installed) : [];
        return versions.OrderByDescending(folder => folder, StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
    }
}
