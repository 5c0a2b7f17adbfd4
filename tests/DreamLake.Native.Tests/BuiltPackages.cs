using System.Reflection;
using DreamLake.Testing;
using DreamLake.Testing.Engines;
using Xunit;

[assembly: AssemblyFixture(typeof(DreamLake.Native.Tests.BuiltPackages))]

namespace DreamLake.Native.Tests;

/// <summary>
/// All that people install, built once for all tests, as a release builds it: by <c>.ci/package</c>. <c>DREAMLAKE_TEST_PACKAGES</c> names
/// a folder of packages that are built already, and are to be tested as they are.
/// </summary>
public sealed class BuiltPackages : IAsyncLifetime
{
    private static readonly string? Given = Environment.GetEnvironmentVariable("DREAMLAKE_TEST_PACKAGES");

    // What compiling the lake ahead changes is how fast it starts, and it takes minutes.
    private static readonly Dictionary<string, string?> Quickly = TestSize.IsFull
        ? [] : new() { ["DREAMLAKE_PACKAGE_PROPERTIES"] = "-p:PublishReadyToRun=false" };

    /// <summary>The repository's folder.</summary>
    public static string Repository { get; } = typeof(BuiltPackages).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Repository").Value!;

    /// <summary>The folder that they were built to.</summary>
    public string Folder { get; } = Given ?? Directory.CreateTempSubdirectory("dreamlake-packages-").FullName;

    /// <summary>What building said, warnings and all.</summary>
    public string Output { get; private set; } = "";

    /// <summary>The version that they have.</summary>
    public string Version => Path.GetFileNameWithoutExtension(Find("nuget", "dreamlake.any.*.nupkg"))["dreamlake.any.".Length..];

    /// <summary>A package: <c>nuget</c>, <c>gallery</c>, <c>linux</c> or <c>sbom</c>, and a pattern that it alone fits.</summary>
    public string Find(string kind, string pattern)
    {
        Require();
        return Directory.GetFiles(Path.Combine(Folder, kind), pattern).Single();
    }

    /// <summary>Skips the running test where packages cannot be built.</summary>
    public static void Require()
    {
        if (WhyNot() is { } reason) Assert.Skip(reason);
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Given is not null || WhyNot() is not null) return;
        Output = await BuildAsync(Repository, Folder);
    }

    /// <summary>Builds packages out of a folder with the repository's files.</summary>
    /// <param name="repository">That folder.</param>
    /// <param name="folder">Where they are left.</param>
    /// <param name="parts">Those to build; none are all.</param>
    /// <returns>What the script said.</returns>
    public static async Task<string> BuildAsync(string repository, string folder, params string[] parts)
    {
        var run = await Tool.At("bash").TryRunAsync(
            [Path.Combine(repository, ".ci", "package"), folder, .. parts], TestContext.Current.CancellationToken, Quickly);
        return run.Succeeded().Output + run.Error;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (Given is null) Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Why packages cannot be built here; null where they can.</summary>
    public static string? WhyNot()
    {
        if (!OperatingSystem.IsLinux()) return "Debian packages are built on Linux.";
        if (Tool.Find("dpkg-deb") is null) return "dpkg-deb is not installed: apt-get install dpkg";
        return Given is null && Tool.Find("clang") is null && Tool.Find("gcc") is null
            ? "Neither clang nor gcc is installed: apt-get install clang zlib1g-dev"
            : null;
    }
}
