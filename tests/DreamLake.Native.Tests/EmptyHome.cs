using DreamLake.Testing.Engines;
using Xunit;

namespace DreamLake.Native.Tests;

/// <summary>A machine on which nothing of ours was ever installed: an empty home folder, and a feed of its own for NuGet.</summary>
public sealed class EmptyHome : IDisposable
{
    private readonly Dictionary<string, string?> _environment;

    /// <summary>One whose only feed is a folder with some packages.</summary>
    public EmptyHome(params string[] packages)
    {
        Directory.CreateDirectory(Feed);
        foreach (var package in packages) File.Copy(package, Path.Combine(Feed, Path.GetFileName(package)));
        File.WriteAllText(At("nuget.config"), $"""
            <configuration><packageSources><clear /><add key="local" value="{Feed}" /></packageSources></configuration>
            """);
        _environment = new()
        {
            ["HOME"] = Folder,
            ["DOTNET_CLI_HOME"] = Folder,
            ["NUGET_PACKAGES"] = At("packages"),
            ["PATH"] = $"{At("tools")}:/usr/bin:/bin",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            ["DOTNET_ROOT"] = Path.GetDirectoryName(Dotnet),
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["DREAMLAKE_BSS_URL"] = null,
            ["DREAMLAKE_REMOTE"] = null,
            ["DREAMLAKE_API_KEY"] = null,
        };
    }

    /// <summary>The home folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("dreamlake-home-").FullName;

    /// <summary>The folder of packages.</summary>
    public string Feed => At("feed");

    /// <summary>The <c>dotnet</c> that runs these tests: it alone comes from outside.</summary>
    public static string Dotnet { get; } = File.ResolveLinkTarget(Tool.Find("dotnet")!.Path, returnFinalTarget: true)?.FullName
        ?? Tool.Find("dotnet")!.Path;

    /// <summary>A path in the home folder.</summary>
    public string At(params string[] levels) => Path.Combine([Folder, .. levels]);

    /// <summary>Runs <c>dotnet</c> there.</summary>
    public Task<ToolRun> DotnetAsync(params string[] arguments) => RunAsync(Dotnet, arguments);

    /// <summary>Runs a program there, with more in its environment where a lake is served.</summary>
    public Task<ToolRun> RunAsync(string program, string[] arguments, ServedLake? lake = null)
    {
        var environment = new Dictionary<string, string?>(_environment);
        foreach (var (name, value) in lake?.Environment ?? new Dictionary<string, string?>()) environment[name] = value;
        environment["HOME"] = Folder;
        return Tool.At(program).TryRunAsync(arguments, TestContext.Current.CancellationToken, environment, Folder);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
