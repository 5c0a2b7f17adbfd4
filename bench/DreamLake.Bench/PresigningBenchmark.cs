using Amazon.Runtime;
using Amazon.S3;
using BenchmarkDotNet.Attributes;
using DreamLake.Bss;
using DreamLake.Bss.S3;

namespace DreamLake.Bench;

/// <summary>BSS presigning all 10,000 parts of an upload, with and without their checksums: no network, one core.</summary>
public class PresigningBenchmark
{
    private const string Key = "alice/robotics/staging/0123456789abcdef";
    private static readonly int[] Numbers = [.. Enumerable.Range(1, 10_000)];
    private readonly Dictionary<string, string> _checksums = Numbers.ToDictionary(number => $"{number}", _ => "yZRlqg==");
    private AmazonS3Client _s3 = null!;
    private PartUrls _urls = null!;

    [GlobalSetup]
    public void Setup()
    {
        var credentials = new BasicAWSCredentials("BENCH", "secret-of-the-bench");
        var config = new AmazonS3Config { ServiceURL = "http://127.0.0.1:9000", AuthenticationRegion = "us-east-1", ForcePathStyle = true };
        _s3 = new AmazonS3Client(credentials, config);
        _urls = new PartUrls(new PublicS3(_s3), credentials, new BssOptions { Bucket = "lake", Database = "" }, TimeProvider.System);
    }

    [GlobalCleanup]
    public void Cleanup() => _s3.Dispose();

    [Benchmark]
    public Task<Dictionary<string, string>> Bare() =>
        _urls.SignAsync(Key, "upload-1", Numbers, new Dictionary<string, string>(), asked: null);

    [Benchmark]
    public Task<Dictionary<string, string>> WithChecksums() => _urls.SignAsync(Key, "upload-1", Numbers, _checksums, asked: null);
}
