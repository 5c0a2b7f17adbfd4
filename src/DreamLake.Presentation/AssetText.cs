using System.Globalization;
using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.Presentation;

/// <summary>An asset of a listing in words, alike in both faces.</summary>
public static class AssetText
{
    /// <summary>How far the lake is with it: its status, with what a person has to know beside it.</summary>
    public static string StatusOf(LakeAsset asset) =>
        (asset.Status is { } word ? NameRules.Printable(word) : "-")
        + (asset.SupersededAt is null ? "" : ", replaced")
        + (asset.TrashedAt is null ? "" : ", removed")
        + (asset.Verified is null ? "" : ", verified")
        + (asset.Incomplete is { } cut ? $", incomplete: {cut}" : "");

    /// <summary>What the lake found out of its content: <c>10.0 s, 1920 × 1080, 30 fps</c>; empty where that is nothing.</summary>
    public static string ContentOf(LakeAsset asset)
    {
        if (asset.Metadata is not { } content) return "";
        string?[] told =
        [
            content.DurationSec is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s") : null,
            content is { Width: { } width, Height: { } height }
                ? string.Create(CultureInfo.InvariantCulture, $"{width} × {height}") : null,
            content.Fps is { } fps ? string.Create(CultureInfo.InvariantCulture, $"{fps:0.###} fps") : null,
            content.SampleRate is { } rate ? string.Create(CultureInfo.InvariantCulture, $"{rate} Hz") : null,
            content.EntryCount is { } count
                ? string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "entry" : "entries")}") : null,
        ];
        return string.Join(", ", told.Where(word => word is not null));
    }

    /// <summary>A line of a listing: size, when it was registered, status, name, what its content is, why its status is so.</summary>
    public static string LineOf(LakeAsset asset) => string.Create(CultureInfo.InvariantCulture,
        $"{(asset.Size is { } size ? Units.Size(size) : "-"),10}  {asset.CreatedAt?.LocalDateTime ?? default:yyyy-MM-dd HH:mm}  "
        + $"{asset.Type.Word,-11}  {StatusOf(asset),-16}  {asset.Episode}{NameRules.OneLine(asset.Name.Path)}")
        + (ContentOf(asset) is { Length: > 0 } content ? $"  ({content})" : "")
        + (asset.StatusReason is { Length: > 0 } reason ? $"  {NameRules.OneLine(reason)}" : "");
}
