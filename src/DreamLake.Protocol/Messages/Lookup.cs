using System.Text.Json.Serialization;

namespace DreamLake.Protocol;

/// <summary><c>POST /assets/lookup</c>: what a batch asks DreamLake Server before it sends.</summary>
/// <param name="Namespace">The namespace; left out, it is the token's own.</param>
/// <param name="Space">The space.</param>
/// <param name="EpisodeName">The episode's name; left out, it is the space itself.</param>
/// <param name="Names">The assets: at most <see cref="MostNames"/>.</param>
public sealed record LookupRequest(string? Namespace, string? Space, string? EpisodeName, IReadOnlyList<AssetToFind>? Names)
{
    /// <summary>The most names of one question.</summary>
    public const int MostNames = 1000;
}

/// <summary>An asset that is asked for.</summary>
/// <param name="Type">Its type's word.</param>
/// <param name="Name">Its name: <c>/camera/front/run01.mp4</c>.</param>
public sealed record AssetToFind(string? Type, string? Name);

/// <summary>What <c>lookup</c> answers: for each name that was asked for, in the same order, what there is of it.</summary>
public sealed record LookupResponse(IReadOnlyList<FoundAsset>? Items);

/// <summary>What there is under a name. Without an id there is nothing.</summary>
/// <param name="Type">The type's word, as it was asked for.</param>
/// <param name="Name">The name, as it was asked for.</param>
/// <param name="Id">The current asset's id; left out where there is none.</param>
/// <param name="Sha256">The whole SHA-256 of its content, where it is known.</param>
/// <param name="Size">Bytes of its content, where they are known.</param>
/// <param name="Status">How far the lake is with it: a word of <see cref="AssetStatus"/>; left out where that cannot be told now.</param>
/// <param name="Verified">The proof of its bytes; left out until the lake has read them back, and where that cannot be told now.</param>
public sealed record FoundAsset(
    string? Type,
    string? Name,
    [property: JsonConverter(typeof(IdConverter))] string? Id = null,
    string? Sha256 = null,
    long? Size = null,
    string? Status = null,
    VerifiedContent? Verified = null);
