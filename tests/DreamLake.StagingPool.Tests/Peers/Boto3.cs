using DreamLake.Testing.Engines;
using PoolAddress = DreamLake.Testing.Engines.S3.S3Endpoint;
using Xunit;

namespace DreamLake.StagingPool.Tests.Peers;

/// <summary>boto3, in whichever Python has it.</summary>
internal sealed class Boto3
{
    private readonly Tool _python;
    private readonly Dictionary<string, string?> _environment;

    private Boto3(Tool python, PoolAddress endpoint)
    {
        _python = python;
        _environment = new()
        {
            ["AWS_ACCESS_KEY_ID"] = endpoint.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = endpoint.SecretKey,
            ["AWS_DEFAULT_REGION"] = endpoint.Region,
            ["AWS_CONFIG_FILE"] = "/dev/null",
            ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",
            ["DREAMLAKE_TEST_ENDPOINT"] = endpoint.Address.AbsoluteUri,
        };
    }

    /// <summary>boto3; where no Python has it, the running test is skipped and says what to install.</summary>
    public static async Task<Boto3> RequireAsync(PoolAddress endpoint, CancellationToken cancellationToken)
    {
        // Debian's own first: another in PATH may be one of several that a person keeps beside it.
        foreach (var python in new[] { Tool.Find("python3", "/usr/bin"), Tool.Find("python3") }.OfType<Tool>())
        {
            if ((await python.TryRunAsync(["-c", "import boto3"], cancellationToken)).ExitCode == 0) return new Boto3(python, endpoint);
        }

        Assert.Skip("boto3 is not installed: apt-get install python3-boto3");
        throw new InvalidOperationException("A skipped test goes no further.");
    }

    /// <summary>Runs a script in a folder and answers its standard output.</summary>
    public async Task<string> RunAsync(string script, string folder, CancellationToken cancellationToken) =>
        (await _python.TryRunAsync([script], cancellationToken, _environment, folder)).Succeeded().Output;
}
