using System.Globalization;
using DreamLake.PowerShell.Tests.Hosting;
using Xunit;

namespace DreamLake.PowerShell.Tests;

/// <summary>What a session gets to carry: shown in processes of their own.</summary>
public sealed class LoadingTests
{
    private const string Loaded = "[AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { \"$($_.GetName().Name) $($_.Location)\" }";
    private static readonly string Import = $"Import-Module '{Repository.Module}'";

    [Fact]
    public async Task Importing_loads_the_cmdlets_and_neither_the_engine_nor_the_network()
    {
        var lines = await ChildSession.RunAsync($"{Loaded}; 'imported'; {Import}; {Loaded}", TestContext.Current.CancellationToken);
        var at = Array.IndexOf(lines, "imported");
        // PowerShell itself listens on a socket in every session; only what the import adds counts.
        var added = lines[(at + 1)..].Except(lines[..at]).Select(line => line.Split(' ')[0]).ToArray();
        Assert.Contains("DreamLake.PowerShell", added);
        var late = added.Where(name => name is "Polly.Core" || name.StartsWith("System.Net", StringComparison.Ordinal)
            || (name.StartsWith("DreamLake.", StringComparison.Ordinal) && name != "DreamLake.PowerShell"));
        Assert.Empty(late);
    }

    [Fact]
    public async Task With_another_Polly_in_the_session_the_module_imports_and_uploads_with_its_own()
    {
        await using var scene = await Scene.StartAsync();
        var file = scene.File("a.mp4");
        var other = Path.Combine(AppContext.BaseDirectory, "other", "Polly.Core.dll");
        var lines = await ChildSession.RunAsync($"""
            $null = [Reflection.Assembly]::LoadFrom('{other}').GetType('Polly.ResiliencePipeline', $true)
            {Import}
            (Send-DreamLakeFile '{file.FullName}' -Episode robotics:run-042).Status
            {Loaded}
            """, TestContext.Current.CancellationToken);
        Assert.Equal("Stored", lines[0]);
        Assert.Equal(
            new[] { "Polly.Core " + other, "Polly.Core " + Path.Combine(Repository.Module, "Dependencies", "Polly.Core.dll") }.Order(),
            lines.Where(line => line.StartsWith("Polly.Core ", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task A_removed_module_can_be_imported_again()
    {
        await using var scene = await Scene.StartAsync();
        var file = scene.File("a.mp4");
        Assert.Equal(["Stored"], await ChildSession.RunAsync(
            $"{Import}; Remove-Module DreamLake; {Import}; (Send-DreamLakeFile '{file.FullName}' -Episode robotics:run-042).Status",
            TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Two_hundred_files_take_at_most_20_MiB_more_memory_than_one()
    {
        await using var scene = await Scene.StartAsync();
        for (var number = 0; number < 200; number++) scene.File($"many/{number}.mp4", 300_000);
        scene.File("one/0.mp4", 300_000);
        var one = await PeakAsync(scene, "one");
        var many = await PeakAsync(scene, "many");
        TestContext.Current.TestOutputHelper?.WriteLine($"one file {one >> 20} MiB, two hundred {many >> 20} MiB");
        Assert.InRange(many - one, long.MinValue, 20 * Scene.MiB);
    }

    private static async Task<long> PeakAsync(Scene scene, string folder)
    {
        var lines = await ChildSession.RunAsync($"""
            {Import}
            (Send-DreamLakeFile '{Path.Combine(scene.Home, folder)}/*.mp4' -Episode robotics:{folder}).Count
            [Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64
            """, TestContext.Current.CancellationToken);
        Assert.Equal(Directory.GetFiles(Path.Combine(scene.Home, folder)).Length.ToString(CultureInfo.InvariantCulture), lines[0]);
        return long.Parse(lines[1], CultureInfo.InvariantCulture);
    }
}
