using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>A machine whose variables and files are set for other programs: the embedded lake is none of theirs.</summary>
public sealed class ForeignSettingsTests
{
    [Theory]
    [InlineData("ASPNETCORE_URLS", "http://+:80;https://+:443")]
    [InlineData("Kestrel__Endpoints__Http__Url", "http://127.0.0.1:1")]
    [InlineData("Kestrel__Certificates__Default__Path", "/no/such/certificate.pfx")]
    [InlineData("AllowedHosts", "example.com")]
    [InlineData("ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", "No.Such.Assembly")]
    [InlineData("AWS_USE_FIPS_ENDPOINT", "true")]
    [InlineData("AWS_USE_DUALSTACK_ENDPOINT", "true")]
    [InlineData("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1")]
    [InlineData("AWS_RETRY_MODE", "adaptive")]
    public async Task A_variable_for_another_program_changes_nothing(string variable, string value)
    {
        using var machine = new Machine();
        await UploadAsync(machine.With(variable, value));
    }

    [Fact]
    public async Task Verbose_logging_that_is_asked_of_another_program_does_not_reach_the_output()
    {
        using var machine = new Machine();
        machine.With("Logging__LogLevel__Default", "Trace").With("Logging__Console__LogLevel__Default", "Trace")
            .With("ASPNETCORE_ENVIRONMENT", "Development").With("DOTNET_ENVIRONMENT", "Development");
        var run = await UploadAsync(machine);
        Assert.Single(run.Output.Trim().Split('\n'));
        Assert.DoesNotContain("dbug", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_settings_file_in_the_current_folder_and_one_of_AWS_in_the_home_folder_change_nothing()
    {
        using var machine = new Machine();
        await WriteAsync(
            machine,
            "appsettings.json",
            """{"Kestrel": {"Endpoints": {"Http": {"Url": "http://127.0.0.1:1"}}}, "AllowedHosts": "example.com"}""");
        await WriteAsync(machine, ".aws/config", "[default]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\n");
        await UploadAsync(machine);
    }

    private static Task WriteAsync(Machine machine, string name, string text)
    {
        var path = Path.Combine(machine.Home, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
    }

    private static async Task<Run> UploadAsync(Machine machine)
    {
        var run = (await machine.RunAsync("upload", Machine.Sample("labels.jsonl"), "--episode", "alice@robotics", "--local", "--json"))
            .Ended(0);
        Assert.Equal("stored", run.Json["outcome"]!.ToString());
        return run;
    }
}
