using System.Reflection;
using System.Xml.Linq;

namespace DreamLake.Architecture.Tests;

/// <summary>The repository as it lies on the disk, and what was built from it.</summary>
internal static class SourceTree
{
    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The names of the projects in <c>src</c>.</summary>
    public static string[] Projects { get; } =
    [
        .. Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal),
    ];

    /// <summary>A project of <c>src</c> as it is written.</summary>
    public static XDocument DocumentOf(string project) => XDocument.Load(Path.Combine(Root, "src", project, $"{project}.csproj"));

    /// <summary>
    /// The names of the projects that a project of <c>src</c> references. One that is only built with it, to be started, is none.
    /// </summary>
    public static string[] ReferencesOf(string project) =>
    [
        .. DocumentOf(project).Descendants("ProjectReference")
            .Where(reference => reference.Attribute("ReferenceOutputAssembly")?.Value != "false")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))),
    ];

    /// <summary>The assembly that was built from a project of <c>src</c> together with these tests.</summary>
    public static string AssemblyOf(string project)
    {
        var configuration = typeof(SourceTree).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "Configuration").Value!;
        var document = DocumentOf(project);
        var framework = document.Descendants("TargetFramework").Single().Value;
        var name = document.Descendants("AssemblyName").SingleOrDefault()?.Value ?? project;
        return Path.Combine(Root, "src", project, "bin", configuration, framework, $"{name}.dll");
    }

    /// <summary>All files of a kind that people write, as paths from the repository's folder with <c>/</c>.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "obj" or "bin"));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "DreamLake.PowerShell.sln"))) folder = Path.GetDirectoryName(folder);
        return folder
            ?? throw new InvalidOperationException("These tests read the repository that they were built in, and it is not there.");
    }
}
