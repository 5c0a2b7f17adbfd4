using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using DreamLake.Testing;
using DreamLake.Testing.Engines;
using Xunit;

namespace DreamLake.Native.Tests;

/// <summary>What packages say of themselves, and that the same sources give the same bytes.</summary>
public sealed class PackageTests(BuiltPackages packages, PublishedCommand command) : IClassFixture<PublishedCommand>
{
    [Fact]
    public void Every_package_has_an_icon_a_licence_tags_and_release_notes()
    {
        BuiltPackages.Require();
        var all = Directory.GetFiles(packages.Folder, "*.nupkg", SearchOption.AllDirectories);
        Assert.Equal(
            [
                "DreamLake", "DreamLake.Disk", "DreamLake.Engine", "DreamLake.Protocol",
                "dreamlake", "dreamlake-lake", "dreamlake.any", "dreamlake.linux-x64",
            ],
            all.Select(file => Fact(file, "id")).Order(StringComparer.Ordinal));
        Assert.All(all, file =>
        {
            Assert.Equal("MIT", Fact(file, "license"));
            Assert.NotEmpty(Fact(file, "tags"));
            Assert.StartsWith("https://", Fact(file, "releaseNotes"), StringComparison.Ordinal);
            Assert.StartsWith("https://", Fact(file, "projectUrl"), StringComparison.Ordinal);
            Assert.NotEmpty(Fact(file, "description"));
            using var zip = ZipFile.OpenRead(file);
            Assert.NotNull(zip.GetEntry(Fact(file, "icon")));
        });
    }

    [Fact]
    public async Task The_Debian_package_has_a_page_for_every_verb_and_completions()
    {
        BuiltPackages.Require();
        var root = Path.GetFullPath(Path.Combine(command.Folder, "..", ".."));
        string[] file = [Path.Combine(root, "share", "man", "man1", "dreamlake.1.gz")];
        var page = await Tool.At("zcat").RunAsync(file, TestContext.Current.CancellationToken);
        var help = (await command.RunAsync(root, "--help")).Output.Split("Commands:")[1];
        var verbs = help.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim().Split(' ')[0])
            .Where(verb => verb.Length > 0).ToArray();
        Assert.Contains("upload", verbs);
        var escaped = verbs.Select(verb => verb.Replace("-", "\\-", StringComparison.Ordinal));
        Assert.All(escaped, verb => Assert.Contains($"\n.B {verb}\n", page, StringComparison.Ordinal));
        foreach (var completion in new[]
        {
            "bash-completion/completions/dreamlake", "zsh/vendor-completions/_dreamlake", "fish/vendor_completions.d/dreamlake.fish",
        })
        {
            Assert.Contains("upload", await TextOf(Path.Combine(root, "share", completion)), StringComparison.Ordinal);
        }
    }

    /// <summary>CycloneDX: whatever of other people is shipped is listed, with its version, its digest and its licence.</summary>
    [Theory]
    [InlineData("dreamlake", "Polly.Core", "System.CommandLine")]
    [InlineData("dreamlake-lake", "Npgsql", "AWSSDK.S3")]
    [InlineData("DreamLake", "Polly.Core")]
    [InlineData("DreamLake.Engine", "Polly.Core")]
    [InlineData("DreamLake.Protocol")]
    public async Task A_bill_of_materials_names_all_that_is_shipped(string name, params string[] some)
    {
        var bill = JsonNode.Parse(await TextOf(packages.Find("sbom", $"{name}.cdx.json")))!;
        Assert.Equal("CycloneDX", bill["bomFormat"]!.ToString());
        Assert.Equal("1.6", bill["specVersion"]!.ToString());
        Assert.Equal(packages.Version, bill["metadata"]!["component"]!["version"]!.ToString());
        var components = bill["components"]!.AsArray().ToDictionary(component => component!["name"]!.ToString(), component => component!);
        Assert.Empty(some.Except(components.Keys));
        Assert.DoesNotContain(components.Keys, key => key.Contains("Analyzers", StringComparison.Ordinal) || key == "DreamLake.Engine");
        Assert.All(components.Values, component => Assert.Equal(
            $"pkg:nuget/{component["name"]}@{component["version"]}", component["purl"]!.ToString()));
        Assert.All(some, key => Assert.Equal(128, components[key]["hashes"]![0]!["content"]!.ToString().Length));
        var references = bill["dependencies"]!.AsArray().Select(dependency => dependency!["ref"]!.ToString());
        Assert.Empty(components.Values.Select(component => component["bom-ref"]!.ToString()).Except(references));
    }

    [Fact]
    public async Task No_file_of_the_lake_is_missing_from_its_bill()
    {
        var bill = await TextOf(packages.Find("sbom", "dreamlake-lake.cdx.json"));
        var strangers = Directory.GetFiles(Path.Combine(command.Folder, "lake"), "*.dll")
            .Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Where(file => !file.StartsWith("DreamLake.", StringComparison.Ordinal) && file != "dreamlake-lake")
            .Where(file => !IsOfTheRuntime(file));
        Assert.Contains("\"Microsoft.NETCore.App.Runtime.linux-x64\"", bill, StringComparison.Ordinal);
        Assert.Contains("\"Microsoft.AspNetCore.App.Runtime.linux-x64\"", bill, StringComparison.Ordinal);
        Assert.All(strangers, file => Assert.Contains($"\"{Package(file)}\"", bill, StringComparison.Ordinal));
    }

    /// <summary>The libraries always; all the rest, the native file among it, where all is tried.</summary>
    [Fact]
    public async Task Two_builds_in_two_folders_give_the_same_bytes()
    {
        BuiltPackages.Require();
        var elsewhere = Directory.CreateTempSubdirectory("dreamlake-elsewhere-").FullName;
        try
        {
            var (sources, built) = (Path.Combine(elsewhere, "sources"), Path.Combine(elsewhere, "built"));
            var files = await Git("ls-files", "-z", "--cached", "--others", "--exclude-standard");
            await Git("clone", "--quiet", "--no-checkout", BuiltPackages.Repository, sources);
            foreach (var file in files.Split('\0', StringSplitOptions.RemoveEmptyEntries)) Copy(file, sources);
            string[] parts = TestSize.IsFull ? [] : ["libraries"];
            await BuiltPackages.BuildAsync(sources, built, parts);
            var second = Digests(built);
            var first = Digests(packages.Folder).Where(file => parts.Length == 0 || second.ContainsKey(file.Key)).ToDictionary();
            Assert.True(second.Count >= 4);
            Assert.Equal(first, second);
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    private static bool IsOfTheRuntime(string file) =>
        File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, $"{file}.dll"))
        || Directory.GetFiles(Path.Combine(Path.GetDirectoryName(EmptyHome.Dotnet)!, "shared", "Microsoft.AspNetCore.App"), $"{file}.dll",
            SearchOption.AllDirectories).Length > 0;

    /// <summary>The package of an assembly: mostly they share a name.</summary>
    private static string Package(string assembly) => assembly switch
    {
        "SQLitePCLRaw.batteries_v2" => "SQLitePCLRaw.bundle_e_sqlite3",
        "Microsoft.Data.Sqlite" or "Microsoft.EntityFrameworkCore.Sqlite" => $"{assembly}.Core",
        _ => assembly,
    };

    private static string Fact(string package, string name)
    {
        using var zip = ZipFile.OpenRead(package);
        using var nuspec = zip.Entries.Single(entry => !entry.FullName.Contains('/') && entry.Name.EndsWith(".nuspec")).Open();
        return XDocument.Load(nuspec).Descendants().First(element => element.Name.LocalName == name).Value;
    }

    private static SortedDictionary<string, string> Digests(string folder) =>
        new(Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "SHA256SUMS").ToDictionary(
            file => Path.GetRelativePath(folder, file),
            file => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))));

    private static Task<string> Git(params string[] arguments) =>
        Tool.At("git").RunAsync(["-C", BuiltPackages.Repository, .. arguments], TestContext.Current.CancellationToken);

    private static void Copy(string file, string folder)
    {
        var (from, to) = (Path.Combine(BuiltPackages.Repository, file), Path.Combine(folder, file));
        if (!File.Exists(from)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }

    private static Task<string> TextOf(string file) => File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
}
