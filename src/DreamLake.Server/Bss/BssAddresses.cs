using System.Security.Cryptography;
using DreamLake.Protocol;

namespace DreamLake.Server.Bss;

/// <summary>The addresses of BSS that this service calls, or signs for others to call.</summary>
internal sealed class BssAddresses(ServerOptions options, SignedUrl signedUrl)
{
    /// <summary>What stands in the place of an id where statuses are asked for, and so is none.</summary>
    public const string StatusWord = "status";

    private const int BytesOfOnce = 8;
    private static readonly TimeSpan LifetimeOfOwn = TimeSpan.FromMinutes(1);
    private readonly string _root = options.BssUrl.AbsoluteUri.TrimEnd('/');
    private readonly string _publicRoot = (options.PublicBssUrl ?? options.BssUrl).AbsoluteUri.TrimEnd('/');

    /// <summary>Where BSS is, as an error names it.</summary>
    public string Root => _root;

    /// <summary>Dispatches the Lambda for an asset; signed, for those without a token.</summary>
    /// <remarks>
    /// It names the namespace that the asset was registered in, so that BSS can refuse the id of another's medium. It is never the same
    /// twice, even within the second that its expiry counts in, because BSS takes a failed job up again by a fresh address only.
    /// </remarks>
    public string LambdaUrl(AssetType type, string bssId, string assetId, string @namespace)
    {
        var once = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(BytesOfOnce));
        var query = $"asset={Uri.EscapeDataString(assetId)}&namespace={Uri.EscapeDataString(@namespace)}&n={once}";
        var split = new Uri($"{Of(_publicRoot, type, bssId)}/split?{query}");
        return signedUrl.Sign("POST", split, options.LambdaUrlLifetime).AbsoluteUri;
    }

    /// <summary>A playlist; signed, for players without a token.</summary>
    /// <remarks>It names the asset's namespace, so that BSS can refuse the stream of another's medium.</remarks>
    public string PlaylistUrl(AssetType type, string bssId, string streamHash, string @namespace) =>
        SignForReading($"{Of(_publicRoot, type, bssId)}/stream/{Uri.EscapeDataString(streamHash)}.m3u8", @namespace);

    /// <summary>What the split found out of a medium; signed likewise.</summary>
    public string MetadataUrl(AssetType type, string bssId, string @namespace) =>
        SignForReading($"{Of(_publicRoot, type, bssId)}/metadata", @namespace);

    /// <summary>A poster or a storyboard; signed, for pages without a token.</summary>
    public string PictureUrl(AssetType type, string bssId, string fileName, string @namespace)
    {
        var picture = new Uri(
            $"{Of(_publicRoot, type, bssId)}/pictures/{Uri.EscapeDataString(fileName)}?namespace={Uri.EscapeDataString(@namespace)}");
        return signedUrl.Sign("GET", picture, options.PlaylistUrlLifetime).AbsoluteUri;
    }

    /// <summary>Tells BSS a word of <see cref="TrashWord"/> of a medium; signed, for this service itself.</summary>
    public Uri Trash(AssetType type, string bssId, string @namespace, string state, long version) => signedUrl.Sign(
        "POST",
        new Uri($"{Of(_root, type, bssId)}/trash?namespace={Uri.EscapeDataString(@namespace)}&state={state}&version={version}"),
        LifetimeOfOwn);

    /// <summary>Asks what BSS knows of a medium.</summary>
    public Uri Medium(AssetType type, string bssId) => new(Of(_root, type, bssId));

    /// <summary>Asks what a namespace has.</summary>
    public Uri Usage(string @namespace) => new($"{_root}/usage?namespace={Uri.EscapeDataString(@namespace)}");

    /// <summary>Asks how far the lake is with some media of a namespace.</summary>
    public Uri Statuses(AssetType type, IEnumerable<string> bssIds, string @namespace) =>
        new($"{_root}{type.BssPrefix}/{StatusWord}?ids={string.Join(',', bssIds.Select(Uri.EscapeDataString))}"
            + $"&namespace={Uri.EscapeDataString(@namespace)}");

    /// <summary>Asks for the entries of a track.</summary>
    public Uri Entries(AssetType type, string bssId) => new($"{Of(_root, type, bssId)}/entries");

    /// <summary>Asks what the split of a medium told.</summary>
    public Uri Metadata(AssetType type, string bssId) => new($"{Of(_root, type, bssId)}/metadata");

    /// <summary>Asks what is under way.</summary>
    public Uri Work => new($"{_root}/work");

    /// <summary>Dispatches the Lambda as <see cref="LambdaUrl"/> does; for this service itself.</summary>
    public Uri Split(AssetType type, string bssId, string assetId, string @namespace) =>
        new(_root + new Uri(LambdaUrl(type, bssId, assetId, @namespace)).PathAndQuery[PathOf(_publicRoot).Length..]);

    /// <summary>Asks for a presigned address of the content of a namespace's medium.</summary>
    public Uri Download(AssetType type, string bssId, string fileName, string @namespace) =>
        new($"{Of(_root, type, bssId)}/download?name={Uri.EscapeDataString(fileName)}&namespace={Uri.EscapeDataString(@namespace)}");

    private static string PathOf(string root) => new Uri(root).AbsolutePath.TrimEnd('/');

    private string SignForReading(string address, string @namespace) => signedUrl.Sign(
        "GET", new Uri($"{address}?namespace={Uri.EscapeDataString(@namespace)}"), options.PlaylistUrlLifetime).AbsoluteUri;

    private static string Of(string root, AssetType type, string bssId) => $"{root}{type.BssPrefix}/{Uri.EscapeDataString(bssId)}";
}
