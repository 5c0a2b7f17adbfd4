using System.Security.Claims;
using DreamLake.Hosting;
using DreamLake.Protocol;

namespace DreamLake.Server.Registering;

/// <summary>A request to register an asset, checked.</summary>
/// <param name="Type">The route's type.</param>
/// <param name="Place">Where it goes.</param>
/// <param name="Name">Its path there.</param>
/// <param name="BssId">BSS's id of its content.</param>
/// <param name="Told">The request as it came, for what else it tells of the content.</param>
internal sealed record Registration(AssetType Type, Place Place, AssetName Name, string BssId, RegisterAssetRequest Told)
{
    private const int Sha256Digits = 64;

    /// <summary>Checks a request.</summary>
    /// <exception cref="RefusalException">400 for a missing field, 422 for one that cannot be right.</exception>
    public static Registration Read(AssetType type, RegisterAssetRequest request)
    {
        var place = Place.Of(request.Namespace, request.Space, request.EpisodeName);
        var name = Place.NameOf(request.Name, "name");
        // The id becomes one level of BSS's address, which is then signed: what would change the level has to be refused.
        var bssId = RefusalException.Required(request.BssIdOf(type), type.BssIdField);
        var fault = NameRules.Fault(type.BssIdField, bssId) ?? FaultOf(request);
        return fault is null
            ? new(type, place, name, bssId, request)
            : throw RefusalException.Wrong($"{NameRules.Printable(name.Path)} cannot be registered: {fault}.");
    }

    /// <summary>The registration, where the bearer may make it.</summary>
    /// <exception cref="RefusalException">403 where not.</exception>
    public Registration For(ClaimsPrincipal bearer)
    {
        Place.For(bearer);
        return this;
    }

    private static string? FaultOf(RegisterAssetRequest request) => request switch
    {
        { Size: < 0 } => "'size' is negative",
        { Sha256: { } sha256 } when sha256.Length != Sha256Digits || !sha256.All(char.IsAsciiHexDigit) =>
            $"'sha256' is not {Sha256Digits} hex digits",
        { Hash: { } hash } when !StagingKey.IsHash(hash) => "'hash' is not a content's hash (lower-case hex digits)",
        { Fps: { } fps } when !double.IsFinite(fps) || fps <= 0 => "'fps' is not a number above 0",
        { Format: { Length: > 0 } format } when format.ToLowerInvariant() is not ("srt" or "vtt" or "jsonl" or "csv") =>
            "'format' is none of srt, vtt, jsonl and csv",
        { ContentType.Length: > NameRules.MaxLength } => $"'contentType' is longer than {NameRules.MaxLength} characters",
        { Lens.Length: > NameRules.MaxLength } => $"'lens' is longer than {NameRules.MaxLength} characters",
        _ => null,
    };
}
