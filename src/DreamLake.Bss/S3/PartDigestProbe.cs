using System.IO.Hashing;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace DreamLake.Bss.S3;

/// <summary>Finds out whether an S3 checks the CRC-32C that is signed into a part's URL: some take the header and do not look.</summary>
public static class PartDigestProbe
{
    private const string Key = "dreamlake-probe/digest-of-a-part";
    private const string Header = "x-amz-checksum-crc32c";

    /// <summary>Whether right bytes are taken and wrong ones refused.</summary>
    /// <param name="s3">A client of it.</param>
    /// <param name="signer">Signs for this very process.</param>
    /// <param name="credentials">What it signs with.</param>
    /// <param name="bucket">A bucket that may be written; nothing stays in it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <remarks>An S3 that does not know multipart uploads with a checksum, or does not answer, is one that does not check.</remarks>
    public static async Task<bool> HonoursAsync(
        IAmazonS3 s3, PublicS3 signer, AWSCredentials credentials, string bucket, CancellationToken cancellationToken)
    {
        try
        {
            var upload = await s3.InitiateMultipartUploadAsync(
                new InitiateMultipartUploadRequest { BucketName = bucket, Key = Key, ChecksumAlgorithm = ChecksumAlgorithm.CRC32C },
                cancellationToken);
            try
            {
                return await TriesAsync(signer, credentials, bucket, upload.UploadId, cancellationToken);
            }
            finally
            {
                await s3.AbortMultipartUploadAsync(bucket, Key, upload.UploadId, CancellationToken.None);
            }
        }
        catch (Exception fault) when (fault is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<bool> TriesAsync(
        PublicS3 signer, AWSCredentials credentials, string bucket, string uploadId, CancellationToken cancellationToken)
    {
        byte[] promised = [1, 2, 3], others = [1, 2, 4];
        var checksum = Checksum(promised);
        var urls = new PartUrls(signer, credentials, new BssOptions { Bucket = bucket, Database = "" }, TimeProvider.System);
        var checksums = new Dictionary<string, string>(StringComparer.Ordinal) { ["1"] = checksum };
        var url = (await urls.SignAsync(Key, uploadId, [1], checksums, asked: null))["1"];
        using var http = new HttpClient();
        return await PutAsync(http, url, promised, checksum, cancellationToken) == HttpStatusCode.OK
            && await PutAsync(http, url, others, checksum, cancellationToken) == HttpStatusCode.BadRequest;
    }

    private static async Task<HttpStatusCode> PutAsync(
        HttpClient http, string url, byte[] bytes, string checksum, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new ByteArrayContent(bytes) };
        request.Headers.Add(Header, checksum);
        using var answer = await http.SendAsync(request, cancellationToken);
        return answer.StatusCode;
    }

    private static string Checksum(byte[] bytes)
    {
        var crc = new Crc32(Crc32ParameterSet.Crc32C);
        crc.Append(bytes);
        return Convert.ToBase64String(crc.TakeDigest());
    }
}
