using DreamLake.Testing.Engines;
using Xunit;

namespace DreamLake.Native.Tests;

/// <summary>The command as its packages hold it: a native file with the lake beside it.</summary>
public sealed class PublishedCommand(BuiltPackages packages) : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("dreamlake-native-").FullName;

    /// <summary>The repository's folder.</summary>
    public static string Repository => BuiltPackages.Repository;

    /// <summary>The folder that it lies in.</summary>
    public string Folder => Path.Combine(_root, "usr", "lib", "dreamlake");

    /// <summary>What building it said, warnings and all.</summary>
    public string Output => packages.Output;

    /// <summary>Runs it with a home folder of its own.</summary>
    public async Task<ToolRun> RunAsync(string home, params string[] arguments)
    {
        Require();
        var environment = new Dictionary<string, string?>
        {
            ["HOME"] = home,
            ["DREAMLAKE_BSS_URL"] = null,
            ["DREAMLAKE_REMOTE"] = null,
            ["DREAMLAKE_API_KEY"] = null,
        };
        return await Tool.At(Path.Combine(Folder, "dreamlake")).TryRunAsync(arguments, TestContext.Current.CancellationToken, environment);
    }

    /// <summary>Skips the running test where no native code can be linked.</summary>
    public static void Require() => BuiltPackages.Require();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (BuiltPackages.WhyNot() is not null) return;
        foreach (var package in new[] { "dreamlake_*.deb", "dreamlake-lake_*.deb" })
        {
            await Tool.At("dpkg-deb").RunAsync(["-x", packages.Find("linux", package), _root], TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }
}
