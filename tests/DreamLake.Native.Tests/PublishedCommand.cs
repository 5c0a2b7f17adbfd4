using System.Reflection;
using DreamLake.Testing.Engines;
using Xunit;

namespace DreamLake.Native.Tests;

/// <summary>The command as people get it: published once for all tests, as a native file with the lake beside it.</summary>
public sealed class PublishedCommand : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dreamlake-native-").FullName;
    private string _output = "";

    /// <summary>The repository's folder.</summary>
    public static string Repository { get; } = typeof(PublishedCommand).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Repository").Value!;

    /// <summary>The folder that it was published to.</summary>
    public string Folder => _folder;

    /// <summary>What publishing said, warnings and all.</summary>
    public string Output => _output;

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
        return await Tool.At(Path.Combine(_folder, OperatingSystem.IsWindows() ? "dreamlake.exe" : "dreamlake"))
            .TryRunAsync(arguments, TestContext.Current.CancellationToken, environment);
    }

    /// <summary>Skips the running test where no native code can be linked.</summary>
    public static void Require()
    {
        if (Linker() is null) Assert.Skip("Neither clang nor gcc is installed: apt-get install clang zlib1g-dev");
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Linker() is not { } linker) return;
        // Nothing that the build starts may outlive it: it would hold the pipes that are read to their end here.
        string[] arguments =
        [
            "publish", "src/DreamLake.Cli", "-c", "Release", "-o", _folder, "--nologo", "-nodeReuse:false",
            "-p:UseSharedCompilation=false", $"-p:CppCompilerAndLinker={linker}",
        ];
        var run = await Tool.At("dotnet").TryRunAsync(arguments, TestContext.Current.CancellationToken, folder: Repository);
        _output = run.Succeeded().Output;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string? Linker() => new[] { "clang", "gcc" }.FirstOrDefault(name => Tool.Find(name) is not null);
}
