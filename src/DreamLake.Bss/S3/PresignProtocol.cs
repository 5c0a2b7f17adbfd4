using Amazon.S3;

namespace DreamLake.Bss.S3;

/// <summary>The scheme of presigned addresses.</summary>
internal static class PresignProtocol
{
    /// <summary>The SDK presigns for https unless told otherwise, also where S3's endpoint is plain http.</summary>
    public static Amazon.S3.Protocol PlainOrTls(this IAmazonS3 s3) =>
        s3.Config.UseHttp || s3.Config.ServiceURL?.StartsWith("http://", StringComparison.OrdinalIgnoreCase) == true
            ? Amazon.S3.Protocol.HTTP
            : Amazon.S3.Protocol.HTTPS;
}
