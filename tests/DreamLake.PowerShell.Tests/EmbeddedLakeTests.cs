using DreamLake.PowerShell.Tests.Hosting;
using Xunit;

namespace DreamLake.PowerShell.Tests;

/// <summary>The built module against the embedded lake, from a file to the bytes that the lake gives back.</summary>
public sealed class EmbeddedLakeTests(EmbeddedLakeTests.Machine machine) : IClassFixture<EmbeddedLakeTests.Machine>
{
    [Theory]
    [InlineData("run01.mp4", "Video", "video")]
    [InlineData("narration.flac", "Audio", "audio")]
    [InlineData("labels.jsonl", "LabelTrack", "label-track")]
    [InlineData("captions.srt", "TextTrack", "text-track")]
    [InlineData("captions.vtt", "TextTrack", "text-track")]
    public async Task A_sample_is_stored_and_comes_back_byte_for_byte(string sample, string type, string route)
    {
        using var session = ModuleSession.Open();
        var result = Assert.Single(session.Run(
            "$input | Send-DreamLakeFile -Episode robotics:run-042 -To /samples",
            new FileInfo(Repository.Sample(sample))).Clean().Output);
        Assert.Equal(
            ("Stored", type, "/samples/" + sample),
            ((string)result.Properties["Status"].Value, result.Properties["Type"].Value.ToString(), (string)result.Properties["Name"].Value));
        Assert.NotNull(result.Properties["BssId"].Value);
        Assert.NotNull(result.Properties["AssetId"].Value);

        var owner = ((string)result.Properties["Episode"].Value).Split('@')[0];
        var bytes = await machine.Lake.DownloadAsync(
            route,
            $"namespace={owner}&space=robotics&episode=run-042",
            "/samples/" + sample,
            TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllBytesAsync(Repository.Sample(sample), TestContext.Current.CancellationToken), bytes);
    }

    [Fact]
    public void Malformed_labels_are_refused_with_the_line()
    {
        var path = Path.Combine(machine.Home, "bad.jsonl");
        File.WriteAllText(path, "{\"a\":1}\n{nonsense\n");
        using var session = ModuleSession.Open();
        var error = session.Run($"Send-DreamLakeFile '{path}' -Episode robotics:run-042").Error("ContentRefused");
        Assert.Contains("2", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Single(session.Run("Get-DreamLakeUploadState").Clean().Output);
        session.Run("Remove-DreamLakeUploadState * -Abort -Confirm:$false").Clean();
    }

    [Fact]
    public void The_token_of_a_lake_that_serves_on_this_machine_is_found_by_itself()
    {
        if (ServingLake.IsTeams) Assert.Skip("A team's lake is on no person's machine.");
        using var unsaid = new ScopedEnvironment(machine.Home, machine.Lake.Bss, machine.Lake.Server, null);
        using var session = ModuleSession.Open();
        var connection = Assert.Single(session.Run("Get-DreamLakeConnection").Clean().Output);
        Assert.Equal("dreamlake serve", connection.Properties["TokenSource"].Value);
        session.Run("$input | Send-DreamLakeFile -Episode robotics:run-043", new FileInfo(Repository.Sample("captions.srt"))).Clean();

        // To no other address, though it be this machine's.
        using var elsewhere = new ScopedEnvironment(machine.Home, machine.Lake.Bss, new Uri("http://127.0.0.1:9"), null);
        connection = Assert.Single(session.Run("Get-DreamLakeConnection").Clean().Output);
        Assert.Equal("None", connection.Properties["TokenSource"].Value);
    }

    /// <summary>A home folder and a lake that runs as long as the tests do.</summary>
    public sealed class Machine : IAsyncLifetime
    {
        private ScopedEnvironment _environment = null!;

        internal string Home { get; } = Directory.CreateTempSubdirectory("dreamlake-home-").FullName;

        internal ServingLake Lake { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Lake = await ServingLake.StartAsync(Path.Combine(Home, ".dreamlake", "lake"), TestContext.Current.CancellationToken);
            _environment = new ScopedEnvironment(Home, Lake.Bss, Lake.Server, Lake.Token);
        }

        public async ValueTask DisposeAsync()
        {
            _environment.Dispose();
            await Lake.DisposeAsync();
            Directory.Delete(Home, recursive: true);
        }
    }
}
