using DreamLake.Protocol;

namespace DreamLake.Server.Reading;

/// <summary>What is listed.</summary>
/// <param name="Type">The assets' type.</param>
/// <param name="Place">Their episode; a space means all of it, its episodes included.</param>
/// <param name="Prefix">How their names begin, such as <c>/camera/</c>; a missing first slash is supplied. Empty means all.</param>
/// <param name="AllVersions">Whether versions that others superseded are listed as well.</param>
/// <param name="Authorization">The caller's own, for BSS.</param>
internal sealed record ListingQuery(AssetType Type, Place Place, string? Prefix, bool AllVersions, string? Authorization);
