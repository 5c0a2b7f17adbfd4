using DreamLake.Processes.Timing;

namespace DreamLake.Processes.Peers;

/// <summary>Our own: the command as it is published, as it is built, and the module in a PowerShell.</summary>
/// <param name="bench">The files, the server and what was built.</param>
internal sealed class Ours(Workbench bench)
{
    private const string Episode = "bench@speed:run";

    /// <summary>The published command (ReadyToRun).</summary>
    public Command Upload(string path, string name = "dreamlake upload") =>
        new(name, bench.PublishedCommand, ["upload", path, "--episode", Episode], "dreamlake upload PATH --episode bench@speed:run")
        {
            Environment = Lake(),
        };

    /// <summary>The published command towards a whole lake, to a space that nothing was sent to before: its process's number.</summary>
    public Command UploadToLake(string path, ServedLake lake, string options) => new(
        $"dreamlake upload {options}".TrimEnd(),
        "/bin/bash",
        ["-c", $"exec '{bench.PublishedCommand}' upload '{path}' --episode bench@space-$$:run {options}"],
        $"dreamlake upload FILE --episode bench@SPACE:run {options}".TrimEnd()) { Environment = lake.Environment };

    /// <summary>The published command fetching all that the lake has into a folder that is removed first.</summary>
    public Command Download(ServedLake lake, string folder) => new(
        "dreamlake download",
        "/bin/bash",
        ["-c", $"rm -rf '{folder}'; exec '{bench.PublishedCommand}' download --destination '{folder}'"],
        "dreamlake download --destination FOLDER") { Environment = lake.Environment };

    /// <summary>The command as <c>dotnet build -c Release</c> leaves it.</summary>
    public Command UploadAsBuilt(string path) =>
        new(
            "dreamlake upload, plain build",
            "dotnet",
            [bench.BuiltCommand, "upload", path, "--episode", Episode],
            "dotnet dreamlake.dll upload PATH --episode bench@speed:run") { Environment = Lake() };

    /// <summary>The hash read alone, with the parts' CRC-32C: what an upload does before its first call.</summary>
    public Command HashRead(string file) =>
        new("hash read", "dotnet", [bench.HashProgram, "hash", file], "dotnet DreamLake.Bench.dll hash FILE");

    /// <summary>The published command doing nothing: what its start costs.</summary>
    public Command Start() => new("dreamlake --version", bench.PublishedCommand, ["--version"], "dreamlake --version");

    /// <summary>The published command telling all its verbs.</summary>
    public Command Help() => new("dreamlake --help", bench.PublishedCommand, ["--help"], "dreamlake --help");

    /// <summary><c>Send-DreamLakeFile</c> in a session of PowerShell's engine, with its progress bars drawn.</summary>
    public Command Send(string path, string name = "Send-DreamLakeFile") =>
        Session(
            name,
            $"Import-Module '{bench.Module}'; Send-DreamLakeFile -LiteralPath '{path}' -Episode {Episode}",
            "Import-Module DreamLake; Send-DreamLakeFile FILE -Episode bench@speed:run");

    /// <summary>The same session with the module imported, and nothing sent: what is start-up.</summary>
    public Command Import() => Session("Import-Module", $"Import-Module '{bench.Module}'", "Import-Module DreamLake");

    /// <summary>A session in which a module of nothing is imported: what PowerShell itself needs for that.</summary>
    public Command StartSession() => Session("session alone", "New-Module { } | Import-Module", "New-Module { } | Import-Module");

    private Command Session(string name, string script, string shown) =>
        new(name, "dotnet", [bench.Session, script], shown) { Environment = Lake() };

    private Dictionary<string, string?> Lake() => new()
    {
        ["DREAMLAKE_BSS_URL"] = bench.Address,
        ["DREAMLAKE_REMOTE"] = bench.Address,
        ["DREAMLAKE_API_KEY"] = null,
        ["HOME"] = bench.Home,
    };
}
