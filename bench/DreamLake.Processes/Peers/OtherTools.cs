using DreamLake.Processes.Timing;

namespace DreamLake.Processes.Peers;

/// <summary>
/// The tools that we are held against, each told to do what we do: parts of 10 MiB, 4 at a time. One that is not installed is left out.
/// </summary>
/// <param name="bench">The files and the server.</param>
internal sealed class OtherTools(Workbench bench)
{
    private readonly string? _aws = Tool.Find("aws");
    private readonly string? _rclone = Tool.Find("rclone");
    private readonly string? _curl = Tool.Find("curl");
    private readonly string? _openssl = Tool.Find("openssl");

    /// <summary>Name and version of each that is there.</summary>
    public IEnumerable<string> Versions()
    {
        if (_aws is not null) yield return Tool.VersionOf(_aws, "--version");
        if (_rclone is not null) yield return Tool.VersionOf(_rclone, "version");
        if (_curl is not null) yield return Tool.VersionOf(_curl, "--version");
        if (_openssl is not null) yield return Tool.VersionOf(_openssl, "version");
    }

    /// <summary><c>aws s3 cp</c> of a file, in parts of 10 MB, 4 at a time.</summary>
    public Command? AwsCopy(string file) => _aws is null ? null : new Command(
        "aws s3 cp", _aws, ["--endpoint-url", bench.S3, "s3", "cp", file, "s3://bench/one.mp4", "--only-show-errors"],
        "aws s3 cp FILE s3://bench/one.mp4 (multipart_chunksize 10MB, max_concurrent_requests 4)")
        {
            Environment = Aws(bench.AwsConfiguration(concurrency: 4)),
        };

    /// <summary><c>aws s3 cp --recursive</c> of a folder, 4 requests at a time, as we have 4 parts on the wire.</summary>
    public Command? AwsCopyFolder(string folder) => _aws is null ? null : new Command(
        "aws s3 cp --recursive", _aws,
        ["--endpoint-url", bench.S3, "s3", "cp", "--recursive", folder, "s3://bench/folder", "--only-show-errors"],
        "aws s3 cp --recursive FOLDER s3://bench/folder (max_concurrent_requests 4)")
        {
            Environment = Aws(bench.AwsConfiguration(concurrency: 4)),
        };

    /// <summary><c>rclone copyto</c> of a file, in parts of 10 MiB, 4 at a time.</summary>
    public Command? RcloneCopy(string file) => _rclone is null ? null : new Command(
        "rclone copyto", _rclone,
        [
            "copyto", file, ":s3:bench/one.mp4", "--config", "/dev/null", "--s3-provider", "Other", "--s3-endpoint", bench.S3,
            "--s3-access-key-id", "bench", "--s3-secret-access-key", "bench",
            "--s3-no-check-bucket", "--s3-chunk-size", "10Mi", "--s3-upload-cutoff", "10Mi", "--s3-upload-concurrency", "4",
        ],
        "rclone copyto FILE :s3:bench/one.mp4 --s3-chunk-size 10Mi --s3-upload-concurrency 4") { Environment = PlainS3 };

    /// <summary><c>aws s3 cp</c> of an object to a file that is removed first, in parts of 10 MB, 4 at a time.</summary>
    /// <param name="pool">Where the object is, and the key to it.</param>
    /// <param name="place">Its bucket and key.</param>
    /// <param name="target">The file.</param>
    public Command? AwsFetch(IReadOnlyDictionary<string, string?> pool, string place, string target) => _aws is null ? null : Shell(
        "aws s3 cp",
        $"rm -f '{target}'; exec '{_aws}' --endpoint-url \"$AWS_ENDPOINT_URL\" s3 cp 's3://{place}' '{target}' --only-show-errors",
        "aws s3 cp s3://BUCKET/KEY FILE (multipart_chunksize 10MB, max_concurrent_requests 4)") with
        {
            Environment = Over(Aws(bench.AwsConfiguration(concurrency: 4)), pool),
        };

    /// <summary><c>rclone copyto</c> of an object to a file that is removed first, in 4 streams.</summary>
    /// <inheritdoc cref="AwsFetch"/>
    public Command? RcloneFetch(IReadOnlyDictionary<string, string?> pool, string place, string target) => _rclone is null ? null : Shell(
        "rclone copyto",
        $"rm -f '{target}'; exec '{_rclone}' copyto ':s3:{place}' '{target}' --config /dev/null --s3-provider Other --s3-env-auth "
        + "--s3-endpoint \"$AWS_ENDPOINT_URL\" --multi-thread-streams 4 --multi-thread-cutoff 10Mi",
        "rclone copyto :s3:BUCKET/KEY FILE --multi-thread-streams 4 --multi-thread-cutoff 10Mi") with { Environment = Over(PlainS3, pool) };

    /// <summary>Slices of 10 MiB, four <c>curl -T</c> at a time, a process for each.</summary>
    public Command? CurlEach(string slices) => _curl is null ? null : Shell(
        "curl -T, 4 at a time", $"ls '{slices}' | xargs -P 4 -I{{}} '{_curl}' -sS --fail -o /dev/null -T '{slices}/{{}}' '{bench.S3}/bench/{{}}'",
        "ls | xargs -P 4 -I{} curl -sS --fail -T {} URL/{}");

    /// <summary>Slices of 10 MiB, four <c>curl -T</c> in all, each with a quarter of them over one connection.</summary>
    public Command? CurlFour(string slices) => _curl is null ? null : Shell(
        "four curl -T", $"cd '{slices}'; for k in 0 1 2 3; do '{_curl}' -sS --fail -o /dev/null -T \"{{$(ls | awk \"NR % 4 == $k\" | paste -sd,)}}\" '{bench.S3}/bench/' & done; wait",
        "curl -sS --fail -T '{slice,slice,…}' URL/ (four side by side)");

    /// <summary>Slices of 10 MiB, one after the other by one <c>curl</c>, which tries each again until it is there.</summary>
    /// <remarks>A slice that nothing is taken of for 30 s is given up and tried again, as ours is.</remarks>
    public Command? CurlOne(string slices) => _curl is null ? null : Shell(
        "one curl -T", $"cd '{slices}'; exec '{_curl}' -sS --fail -o /dev/null --retry 1000 --retry-all-errors --retry-delay 1 "
        + $"--speed-limit 1 --speed-time 30 -T \"{{$(ls | paste -sd,)}}\" '{bench.S3}/bench/'",
        "curl -sS --fail --retry 1000 --retry-all-errors --retry-delay 1 --speed-limit 1 --speed-time 30 -T '{slice,slice,…}' URL/");

    /// <summary>Four ranges of an object, one beside the other, into four files.</summary>
    public Command? CurlRanges(Uri address, long size, string target) => _curl is null ? null : Shell(
        "four curl -r",
        $"for k in 0 1 2 3; do '{_curl}' -sS --fail -r $((k * {size / 4}))-$(((k + 1) * {size / 4} - 1)) -o '{target}'$k '{address.OriginalString}' & "
        + $"done; wait; rm '{target}'?",
        "curl -sS --fail -r FROM-TO -o FILE URL (four side by side)");

    /// <summary><c>openssl dgst -sha256</c> of files.</summary>
    public Command? Hash(params string[] files) => _openssl is null ? null : new Command(
        "openssl dgst -sha256",
        _openssl,
        ["dgst", "-sha256", .. files],
        files.Length == 1 ? "openssl dgst -sha256 FILE" : "openssl dgst -sha256 FILE…");

    private static Command Shell(string name, string script, string shown) => new(name, "/bin/bash", ["-c", script], shown);

    // A machine's own certificates are for the world outside; rclone starts with no others.
    private static Dictionary<string, string?> PlainS3 => new() { ["AWS_CA_BUNDLE"] = null };

    private static Dictionary<string, string?> Over(Dictionary<string, string?> variables, IReadOnlyDictionary<string, string?> pool)
    {
        foreach (var (name, value) in pool) variables[name] = value;
        return variables;
    }

    private static Dictionary<string, string?> Aws(string configuration) => new(PlainS3)
    {
        ["AWS_ACCESS_KEY_ID"] = "bench",
        ["AWS_SECRET_ACCESS_KEY"] = "bench",
        ["AWS_DEFAULT_REGION"] = "us-east-1",
        ["AWS_CONFIG_FILE"] = configuration,
        ["AWS_EC2_METADATA_DISABLED"] = "true",
    };
}
