namespace DreamLake.Testing.Engines.S3;

/// <summary>An S3 that a test may read and write.</summary>
/// <param name="Address">Where it listens; buckets are named in the path.</param>
/// <param name="AccessKey">The user's access key.</param>
/// <param name="SecretKey">The user's secret key.</param>
/// <param name="Region">The region that signatures name.</param>
public sealed record S3Endpoint(Uri Address, string AccessKey, string SecretKey, string Region = "us-east-1");
