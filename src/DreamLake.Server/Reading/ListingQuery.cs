using DreamLake.Protocol;

namespace DreamLake.Server.Reading;

/// <summary>What is listed.</summary>
/// <param name="Type">The assets' type.</param>
/// <param name="Place">Their episode; a space means all of it, its episodes included.</param>
/// <param name="Prefix">How their names begin, such as <c>/camera/</c>; a missing first slash is supplied. Empty means all.</param>
/// <param name="Shown">Which of them.</param>
/// <param name="Authorization">The caller's own, for BSS.</param>
internal sealed record ListingQuery(AssetType Type, Place Place, string? Prefix, ShownAssets Shown, string? Authorization);
