using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using DreamLake.Bss.S3;
using DreamLake.Bss.Tests.Hosts;
using Xunit;

namespace DreamLake.Bss.Tests;

/// <summary>Our signature is the SDK's, for whatever can stand in an address.</summary>
public sealed class PartUrlSignerTests
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    [Theory]
    [InlineData("http://127.0.0.1:9000", true, "alice/robotics/staging/abc123def4567890", "upload-1", null)]
    [InlineData("http://127.0.0.1:9000", true, "älice/rob otics+(1)!*'~/staging/abc123def4567890", "2~Ceph_.-upload/id+=", null)]
    [InlineData("https://s3.example.org", true, "alice/robotics/staging/abc123def4567890", "upload.1", "session/token+==")]
    [InlineData("https://s3.eu-central-1.amazonaws.com", false, "alice/robotics/staging/abc123def4567890", "upload.1", null)]
    public void A_signature_is_the_SDKs(string endpoint, bool pathStyle, string key, string uploadId, string? session)
    {
        AWSCredentials credentials = session is null
            ? new BasicAWSCredentials("AKIA/WITH/SLASH", Secret)
            : new SessionAWSCredentials("AKIAEXAMPLE", Secret, session);
        using var s3 = new AmazonS3Client(
            credentials, new AmazonS3Config { ServiceURL = endpoint, ForcePathStyle = pathStyle, AuthenticationRegion = "eu-central-1" });
        PartUrlSigner signer;
        foreach (var (number, checksum) in new[] { (1, null), (10_000, null), (42, "yZRlqg==") })
        {
            // The SDK signs for the second in which it is called: the same second is asked for until both were in one.
            string theirs;
            do
            {
                signer = new PartUrlSigner(Presign(s3, key, PartUrlSigner.ModelUploadId, 1, checksum: null), uploadId, Secret);
                theirs = Presign(s3, key, uploadId, number, checksum);
            }
            while (Parameters(theirs)["X-Amz-Date"] != Parameters(signer.Sign(number, checksum))["X-Amz-Date"]);

            var ours = signer.Sign(number, checksum);
            Assert.Equal(theirs[..theirs.IndexOf('?', StringComparison.Ordinal)], ours[..ours.IndexOf('?', StringComparison.Ordinal)]);
            Assert.Equal(Parameters(theirs), Parameters(ours));
        }
    }

    [Fact]
    public async Task Ten_thousand_parts_are_signed()
    {
        using var s3 = BssHost.ClientOf(new Uri("http://127.0.0.1:9000"));
        var urls = new PartUrls(new PublicS3(s3), new BasicAWSCredentials(BssHost.AccessKey, BssHost.SecretKey),
            new BssOptions { Bucket = BssHost.Bucket, Database = "" }, TimeProvider.System);
        var numbers = Enumerable.Range(1, 10_000).ToArray();
        Assert.Equal(numbers.Length, (await urls.SignAsync("alice/p/staging/abc123def4567890", "upload-1", numbers, numbers.ToDictionary(n => $"{n}", _ => "yZRlqg=="), asked: null)).Count);
    }

    [Theory]
    [InlineData("u&x-amz-acl=public-read"), InlineData("&"), InlineData("u?x=1"), InlineData("u%26x-amz-acl=public-read"), InlineData("u#x")]
    public void An_upload_id_brings_no_parameter_of_its_own_under_the_signature(string uploadId)
    {
        using var s3 = new AmazonS3Client(
            new BasicAWSCredentials("AKIA", Secret), new AmazonS3Config { ServiceURL = "http://127.0.0.1:9000", ForcePathStyle = true });
        var model = Presign(s3, "alice/p/staging/abc123def4567890", PartUrlSigner.ModelUploadId, 1, checksum: null);
        var signed = Parameters(new PartUrlSigner(model, uploadId, Secret).Sign(1, checksum: null));
        Assert.Equal(uploadId, signed["uploadId"]);
        Assert.Equal(Parameters(model).Keys, signed.Keys);
    }

    private static string Presign(AmazonS3Client s3, string key, string uploadId, int partNumber, string? checksum)
    {
        var request = new GetPreSignedUrlRequest
        {
            BucketName = BssHost.Bucket, Key = key, UploadId = uploadId, PartNumber = partNumber, Verb = HttpVerb.PUT,
            Protocol = s3.PlainOrTls(), Expires = DateTime.UtcNow.AddMinutes(15),
        };
        if (checksum is not null) request.Headers["x-amz-checksum-crc32c"] = checksum;
        return s3.GetPreSignedURL(request);
    }

    private static SortedDictionary<string, string> Parameters(string url) =>
        new(url[(url.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&')
        .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1])), StringComparer.Ordinal);
}
