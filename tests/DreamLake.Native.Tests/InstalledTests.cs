using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using DreamLake.Testing.Engines;
using Xunit;

namespace DreamLake.Native.Tests;

/// <summary>Each package, installed where there is nothing else, uploads a recording.</summary>
public sealed class InstalledTests(BuiltPackages packages, PublishedCommand command) : IClassFixture<PublishedCommand>
{
    private static readonly string Sample = Path.Combine(BuiltPackages.Repository, "samples", "run01.mp4");

    private static readonly string[] Upload =
        ["upload", Sample, "--episode", "alice@robotics:run-042", "--to", "/camera", "--local", "--json"];

    [Fact]
    public async Task The_Debian_packages_need_what_they_say_and_no_more()
    {
        BuiltPackages.Require();
        Assert.SkipUnless(Environment.UserName == "root", "Only root can install into a root of its own.");
        var root = Directory.CreateTempSubdirectory("dreamlake-root-").FullName;
        try
        {
            var debs = $"{packages.Find("linux", "dreamlake_*.deb")} {packages.Find("linux", "dreamlake-lake_*.deb")}";
            Directory.CreateDirectory(Path.Combine(root, "root"));
            File.Copy(Sample, Path.Combine(root, "root", "run01.mp4"));
            string[] upload = ["dreamlake", "upload", "/root/run01.mp4", "--episode", "alice@robotics:run-042", "--local", "--json"];
            var script = Path.Combine(AppContext.BaseDirectory, "Strangers", "empty-root.sh");
            var run = await Tool.At("unshare").TryRunAsync(
                ["--mount", "sh", script, root, debs, .. upload], TestContext.Current.CancellationToken);
            IsStored(run);
            Assert.Contains("\ndreamlake:x:", await TextOf(Path.Combine(root, "etc", "passwd")), StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(root, "lib", "systemd", "system", "dreamlake@.service")));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task The_archives_run_from_where_they_are_unpacked()
    {
        using var home = new EmptyHome();
        foreach (var (archive, folder) in new[] { ("dreamlake-0*.tar.gz", "bin"), ("dreamlake-lake-*.tar.gz", "bin/lake") })
        {
            Directory.CreateDirectory(home.At(folder));
            string[] unpack = ["-xzf", packages.Find("linux", archive), "--strip-components", "1", "-C", home.At(folder)];
            await Tool.At("tar").RunAsync(unpack, TestContext.Current.CancellationToken);
        }

        IsStored(await home.RunAsync(home.At("bin", "dreamlake"), Upload));
    }

    [Fact]
    public async Task The_tool_is_a_native_file_and_names_the_lake_that_it_misses()
    {
        BuiltPackages.Require();
        using var home = new EmptyHome(Directory.GetFiles(Path.Combine(packages.Folder, "nuget"), "dreamlake*.nupkg"));
        string[] from = ["--tool-path", home.At("tools"), "--version", packages.Version];
        (await home.DotnetAsync(["tool", "install", "dreamlake", .. from])).Succeeded();
        var tool = home.At("tools", "dreamlake");
        Assert.Empty(Directory.GetFiles(home.At("tools"), "*.dll", SearchOption.AllDirectories));
        Assert.StartsWith(packages.Version, (await home.RunAsync(tool, ["--version"])).Succeeded().Output, StringComparison.Ordinal);

        var alone = await home.RunAsync(tool, Upload);
        Assert.Equal(3, alone.ExitCode);
        Assert.Contains("dotnet tool install --global dreamlake-lake", alone.Error, StringComparison.Ordinal);

        (await home.DotnetAsync(["tool", "install", "dreamlake-lake", .. from])).Succeeded();
        IsStored(await home.RunAsync(tool, Upload));
    }

    [Fact]
    public async Task The_tool_for_any_other_system_carries_IL()
    {
        using var home = new EmptyHome();
        await ZipFile.ExtractToDirectoryAsync(
            packages.Find("nuget", "dreamlake.any.*.nupkg"), home.At("any"), TestContext.Current.CancellationToken);
        await using var lake = await ServedLake.StartAsync(command, home.Folder);
        string[] upload = [home.At("any", "tools", "net10.0", "any", "dreamlake.dll"), .. Upload.Where(word => word != "--local")];
        IsStored(await home.RunAsync(EmptyHome.Dotnet, upload, lake));
    }

    [Fact]
    public async Task The_engine_uploads_from_a_program_that_references_its_package()
    {
        BuiltPackages.Require();
        var engine = Directory.GetFiles(Path.Combine(packages.Folder, "nuget"), "DreamLake.*.nupkg");
        using var home = new EmptyHome([.. engine, Polly()]);
        CopyFolder(Path.Combine(AppContext.BaseDirectory, "Strangers", "Program"), home.At("program"));
        await using var lake = await ServedLake.StartAsync(command, home.Folder);
        string[] build = ["build", "program", "-o", "built", "--nologo", "-v", "q", "-p:UseSharedCompilation=false"];
        (await home.DotnetAsync([.. build, $"-p:DreamLakeVersion={packages.Version}"])).Succeeded();
        var there = lake.Environment;
        var run = await home.DotnetAsync(
            "built/Program.dll", there["DREAMLAKE_BSS_URL"]!, there["DREAMLAKE_REMOTE"]!, there["DREAMLAKE_API_KEY"]!, Sample);
        Assert.Matches("^Stored [0-9a-z-]+", run.Succeeded().Output);
    }

    [Fact]
    public async Task The_module_is_installed_from_a_folder_of_packages()
    {
        var shell = await ShellAsync();
        using var home = new EmptyHome(packages.Find("gallery", "DreamLake.*.nupkg"));
        await using var lake = await ServedLake.StartAsync(command, home.Folder);
        var script = Path.Combine(AppContext.BaseDirectory, "Strangers", "Module.ps1");
        var run = await home.RunAsync(EmptyHome.Dotnet, [shell, "-NoProfile", "-File", script, home.Feed, Sample], lake);
        var lines = run.Succeeded().Output.Trim().Split('\n');
        Assert.Equal($"version {packages.Version.Replace("dev.", "dev", StringComparison.Ordinal)}", lines[0]);
        Assert.Matches("^stored [0-9a-f]+$", lines[1]);
    }

    private static void IsStored(ToolRun run)
    {
        var result = JsonNode.Parse(run.Succeeded().Output)!;
        Assert.Equal("stored", result["outcome"]!.ToString());
        Assert.NotEmpty(result["assetId"]!.ToString());
    }

    /// <summary>What the engine needs from elsewhere, as NuGet has it on this machine.</summary>
    private static string Polly()
    {
        var version = XDocument.Load(Path.Combine(BuiltPackages.Repository, "Directory.Packages.props")).Descendants("PackageVersion")
            .Single(package => package.Attribute("Include")!.Value == "Polly.Core").Attribute("Version")!.Value;
        return Path.Combine(NuGetFolder, "polly.core", version, $"polly.core.{version}.nupkg");
    }

    private static string NuGetFolder => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The pinned PowerShell, run as its dll: as a tool it would look for itself in the home folder.</summary>
    private static async Task<string> ShellAsync()
    {
        BuiltPackages.Require();
        await Tool.At("dotnet").TryRunAsync(["tool", "restore"], TestContext.Current.CancellationToken, folder: BuiltPackages.Repository);
        var pin = JsonNode.Parse(await TextOf(Path.Combine(BuiltPackages.Repository, ".config", "dotnet-tools.json")))!;
        var shell = Path.Combine(NuGetFolder, "powershell", pin["tools"]!["powershell"]!["version"]!.ToString());
        if (!Directory.Exists(shell)) Assert.Skip("PowerShell cannot be restored here.");
        return Directory.GetFiles(shell, "pwsh.dll", SearchOption.AllDirectories)
            .Single(path => path.Contains($"{Path.DirectorySeparatorChar}unix{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private static Task<string> TextOf(string file) => File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
}
