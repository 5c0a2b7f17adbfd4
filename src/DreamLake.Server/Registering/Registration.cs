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
    /// <summary>The medium as BSS knows it; null until BSS was asked.</summary>
    public MediaRecord? Medium { get; init; }

    /// <summary>Whether it is refused where another content has the name.</summary>
    public bool RefusesToReplace => Told.IfExists == RegisterAssetRequest.Refuse;

    /// <summary>Checks a request.</summary>
    /// <exception cref="RefusalException">400 for a missing field or a hash that is none, 422 for one that cannot be right.</exception>
    public static Registration Read(AssetType type, RegisterAssetRequest request)
    {
        var place = Place.Of(request.Namespace, request.Space, request.EpisodeName);
        var name = Place.NameOf(request.Name, "name");
        // The id becomes one level of BSS's address, which is then signed: what would change the level has to be refused.
        var bssId = RefusalException.Required(request.BssIdOf(type), type.BssIdField);
        EnsureHashes(request);
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

    private static void EnsureHashes(RegisterAssetRequest request)
    {
        if (request.Sha256 is { } sha256 && !StagingKey.IsSha256(sha256.ToLowerInvariant()))
            throw RefusalException.Malformed("The field 'sha256' has to be 64 hex digits.");
        if (request.Hash is { } hash && !StagingKey.IsHashOfMessage(hash))
            throw RefusalException.Malformed("The field 'hash' has to be 16 or 64 lower-case hex digits.");
    }

    private static string? FaultOf(RegisterAssetRequest request) => request switch
    {
        { Size: < 0 } => "'size' is negative",
        { IfExists: not (null or RegisterAssetRequest.Refuse) } => $"'ifExists' is not '{RegisterAssetRequest.Refuse}'",
        { Sha256: { } sha256, Hash: { } hash } when !sha256.StartsWith(hash, StringComparison.OrdinalIgnoreCase) =>
            "'sha256' does not begin with 'hash'",
        { Fps: { } fps } when !double.IsFinite(fps) || fps <= 0 => "'fps' is not a number above 0",
        { Format: { Length: > 0 } format } when format.ToLowerInvariant() is not ("srt" or "vtt" or "jsonl" or "csv") =>
            "'format' is none of srt, vtt, jsonl and csv",
        { ContentType.Length: > NameRules.MaxLength } => $"'contentType' is longer than {NameRules.MaxLength} characters",
        { Lens.Length: > NameRules.MaxLength } => $"'lens' is longer than {NameRules.MaxLength} characters",
        _ => null,
    };
}
