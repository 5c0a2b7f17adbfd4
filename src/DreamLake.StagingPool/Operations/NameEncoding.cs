using DreamLake.StagingPool.Signing;

namespace DreamLake.StagingPool.Operations;

/// <summary>
/// How keys are written in a listing: as they are, or percent-encoded where the client asked for it (<c>encoding-type=url</c>).
/// </summary>
internal sealed class NameEncoding(S3Request request)
{
    /// <summary><c>url</c>, or null.</summary>
    public string? Type { get; } = request.Query["encoding-type"] is not { Length: > 0 } type ? null
        : type == "url" ? type
        : throw S3Exception.InvalidArgument("encoding-type", type, "Invalid Encoding Method specified in Request");

    public string? Encode(string? name) =>
        Type is null || name is null ? name : CanonicalRequest.EncodePath(name);
}
