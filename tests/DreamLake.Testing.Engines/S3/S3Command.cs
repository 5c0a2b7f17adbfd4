namespace DreamLake.Testing.Engines.S3;

/// <summary>
/// A command-line client of S3 as people have it from Debian, bound to one endpoint. It sees none of the configuration of the person who
/// runs the tests. Where it is not installed, asking for it skips the running test.
/// </summary>
public sealed class S3Command
{
    private readonly Tool _tool;
    private readonly string[] _first;
    private readonly Dictionary<string, string?> _environment;

    private S3Command(string tool, string package, string[] first, Dictionary<string, string?> environment)
    {
        _tool = Tool.Require(tool, package);
        (_first, _environment) = (first, environment);
        foreach (var name in Foreign().Where(name => !environment.ContainsKey(name))) environment[name] = null;
    }

    /// <summary><c>aws</c>: <c>RunAsync("s3", "cp", file, "s3://bucket/key")</c>.</summary>
    public static S3Command Aws(S3Endpoint endpoint) => new("aws", "awscli", ["--endpoint-url", endpoint.Address.AbsoluteUri], new()
    {
        ["AWS_ACCESS_KEY_ID"] = endpoint.AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = endpoint.SecretKey,
        ["AWS_DEFAULT_REGION"] = endpoint.Region,
        ["AWS_CONFIG_FILE"] = "/dev/null",
        ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["AWS_PAGER"] = "",
    });

    /// <summary><c>rclone</c>, with the endpoint as the remote <c>lake:</c>: <c>RunAsync("copyto", file, "lake:bucket/key")</c>.</summary>
    public static S3Command Rclone(S3Endpoint endpoint) => new("rclone", "rclone", ["--config", "/dev/null"], new()
    {
        ["RCLONE_CONFIG_LAKE_TYPE"] = "s3",
        ["RCLONE_CONFIG_LAKE_PROVIDER"] = "Other",
        ["RCLONE_CONFIG_LAKE_ENDPOINT"] = endpoint.Address.AbsoluteUri,
        ["RCLONE_CONFIG_LAKE_ACCESS_KEY_ID"] = endpoint.AccessKey,
        ["RCLONE_CONFIG_LAKE_SECRET_ACCESS_KEY"] = endpoint.SecretKey,
        ["RCLONE_CONFIG_LAKE_REGION"] = endpoint.Region,
    });

    /// <summary><c>s3cmd</c>: <c>RunAsync("put", file, "s3://bucket/key")</c>.</summary>
    public static S3Command S3cmd(S3Endpoint endpoint) => new(
        "s3cmd",
        "s3cmd",
        [
            "--config=/dev/null", "--no-ssl", $"--host={endpoint.Address.Authority}", $"--host-bucket={endpoint.Address.Authority}",
            $"--region={endpoint.Region}", $"--access_key={endpoint.AccessKey}", $"--secret_key={endpoint.SecretKey}",
        ],
        []);

    /// <summary>Runs the command to its end and answers its standard output; an exit code other than 0 fails with what it said.</summary>
    public async Task<string> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        (await TryRunAsync(cancellationToken, arguments)).Succeeded().Output;

    /// <summary>Runs the command to its end, whatever its exit code.</summary>
    public Task<ToolRun> TryRunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        _tool.TryRunAsync([.. _first, .. arguments], cancellationToken, _environment);

    /// <summary>Variables of the person who runs the tests that these commands would read.</summary>
    private static IEnumerable<string> Foreign() => Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(name => name.StartsWith("AWS_", StringComparison.Ordinal) || name.StartsWith("RCLONE_", StringComparison.Ordinal));
}
