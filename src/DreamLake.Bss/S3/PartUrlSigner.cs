using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DreamLake.Bss.S3;

/// <summary>
/// Signs the PUT of many parts of one multipart upload after the model of one presigned address (AWS Signature Version 4, in the query).
/// </summary>
/// <remarks>All that the parts share, the derived key among it, is worked out once: a part costs one hash and one HMAC.</remarks>
internal sealed class PartUrlSigner
{
    /// <summary>The upload that a model is presigned for: the real one never goes through the SDK, which would not escape it.</summary>
    public const string ModelUploadId = "model";

    private const string ChecksumHeader = "x-amz-checksum-crc32c";
    private readonly string _address;
    private readonly string _path;
    private readonly string _host;
    private readonly SortedDictionary<string, string> _shared = new(StringComparer.Ordinal);
    private readonly string _date;
    private readonly string _scope;
    private readonly byte[] _signingKey;

    /// <summary>Takes an address for its model.</summary>
    /// <param name="model">A presigned PUT of any part of any upload to the key, with no signed header but the host.</param>
    /// <param name="uploadId">S3's id of the upload. It is escaped here, so that it can bring no parameter of its own under the
    /// signature.</param>
    /// <param name="secretKey">The secret key that the model was signed with.</param>
    public PartUrlSigner(string model, string uploadId, string secretKey)
    {
        var question = model.IndexOf('?', StringComparison.Ordinal);
        _address = model[..question];
        _host = new Uri(model).Authority;
        // Cut from the text and not taken from Uri, so that it stays escaped exactly as the SDK signed it.
        _path = _address[_address.IndexOf('/', _address.IndexOf("://", StringComparison.Ordinal) + 3)..];
        foreach (var pair in model[(question + 1)..].Split('&'))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            _shared[Uri.UnescapeDataString(pair[..equals])] = Uri.EscapeDataString(Uri.UnescapeDataString(pair[(equals + 1)..]));
        }

        _shared.Remove("X-Amz-Signature");
        _shared["uploadId"] = Uri.EscapeDataString(uploadId);
        _date = Uri.UnescapeDataString(_shared["X-Amz-Date"]);
        var credential = Uri.UnescapeDataString(_shared["X-Amz-Credential"]);
        // An access key may hold slashes; the scope is the last four levels: day/region/s3/aws4_request.
        var scope = credential.Split('/')[^4..];
        _scope = string.Join('/', scope);
        _signingKey = scope.Aggregate(Encoding.UTF8.GetBytes("AWS4" + secretKey), (key, level) =>
            HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(level)));
    }

    /// <summary>The presigned address of one part.</summary>
    /// <param name="partNumber">1 … 10,000.</param>
    /// <param name="checksum">CRC-32C in base64, which the PUT then has to carry as a header; or null.</param>
    public string Sign(int partNumber, string? checksum)
    {
        var signedHeaders = checksum is null ? "host" : "host;" + ChecksumHeader;
        var checksumLine = checksum is null ? "" : $"{ChecksumHeader}:{checksum}\n";
        var query = Query(partNumber, signedHeaders);
        var request = $"PUT\n{_path}\n{query}\nhost:{_host}\n{checksumLine}\n{signedHeaders}\nUNSIGNED-PAYLOAD";
        var text = $"AWS4-HMAC-SHA256\n{_date}\n{_scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(request)))}";
        return $"{_address}?{query}&X-Amz-Signature={Hex(HMACSHA256.HashData(_signingKey, Encoding.UTF8.GetBytes(text)))}";
    }

    private string Query(int partNumber, string signedHeaders)
    {
        var query = new StringBuilder(512);
        foreach (var (name, value) in _shared)
        {
            if (query.Length > 0) query.Append('&');
            query.Append(name).Append('=').Append(name switch
            {
                "partNumber" => partNumber.ToString(CultureInfo.InvariantCulture),
                "X-Amz-SignedHeaders" => Uri.EscapeDataString(signedHeaders),
                _ => value,
            });
        }

        return query.ToString();
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
