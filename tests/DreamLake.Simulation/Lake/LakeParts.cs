using Amazon.Runtime;
using Amazon.S3;
using DreamLake.Hosting;

namespace DreamLake.Simulation.Lake;

/// <summary>What the lakes of all schedules share: keys, endpoints, and databases that are emptied in between.</summary>
internal sealed class LakeParts : IDisposable
{
    public const string AccessKey = "SIMULATEDKEY";
    public const string SecretKey = "secret-of-the-simulated-pool";
    private readonly AmazonS3Client _signer;

    public LakeParts()
    {
        _signer = new AmazonS3Client(
            Credentials, new AmazonS3Config { ServiceURL = SimulatedLake.PoolAddress.ToString(), AuthenticationRegion = "us-east-1" });
        Pipelines = new Pipelines(Keys, _signer, Credentials);
    }

    public LakeKeys Keys { get; } = LakeKeys.Create();

    public BasicAWSCredentials Credentials { get; } = new(AccessKey, SecretKey);

    public LakeTables Tables { get; } = new();

    public Pipelines Pipelines { get; }

    public void Dispose()
    {
        _signer.Dispose();
        Tables.Dispose();
    }
}
