using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using DreamLake.Bss.S3;

namespace DreamLake.Bss.Multipart;

/// <summary>Presigns the PUT of parts.</summary>
/// <remarks>
/// The SDK signs one address, which settles endpoint, path, date, scope and session; the parts are signed after its model.
/// The SDK alone needs 2.2 s of a core for 10,000 parts from cold (0.8 s warm); this needs a tenth of that.
/// </remarks>
internal sealed class PartUrls(IAmazonS3 s3, AWSCredentials credentials, BssOptions options, TimeProvider time)
{
    /// <summary>Presigns parts: the address of each by its number.</summary>
    /// <param name="key">The key of the multipart upload.</param>
    /// <param name="uploadId">S3's id of it.</param>
    /// <param name="numbers">The parts, 1 … 10,000; one or more.</param>
    /// <param name="checksums">CRC-32C in base64 by part number, for those parts that have one.</param>
    public async Task<Dictionary<string, string>> SignAsync(
        string key, string uploadId, IEnumerable<int> numbers, IReadOnlyDictionary<string, string> checksums)
    {
        var model = await s3.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = options.Bucket,
            Key = key,
            UploadId = uploadId,
            PartNumber = 1,
            Verb = HttpVerb.PUT,
            Protocol = s3.PlainOrTls(),
            Expires = time.GetUtcNow().Add(options.PresignLifetime).UtcDateTime,
        });
        var signer = new PartUrlSigner(model, (await credentials.GetCredentialsAsync()).SecretKey);
        return numbers.Distinct()
            .Select(number => (Number: number, Name: number.ToString(CultureInfo.InvariantCulture)))
            .ToDictionary(part => part.Name, part => signer.Sign(part.Number, checksums.GetValueOrDefault(part.Name)));
    }
}
