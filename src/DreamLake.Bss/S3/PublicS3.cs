using Amazon.S3;
using Amazon.S3.Model;

namespace DreamLake.Bss.S3;

/// <summary>
/// The S3 as clients reach it, which may be at another address than where BSS itself does. It signs addresses and calls nobody.
/// </summary>
/// <param name="client">A client of that address, with the credentials of BSS's own. It is disposed of with this.</param>
public sealed class PublicS3(IAmazonS3 client) : IDisposable
{
    /// <summary>Presigns an address, with the scheme of the endpoint.</summary>
    public Task<string> PresignAsync(GetPreSignedUrlRequest request)
    {
        request.Protocol = client.PlainOrTls();
        return client.GetPreSignedURLAsync(request);
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
