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
        + (asset.Verified is null ? "" : ", verified")
        + (asset.Incomplete is { } cut ? string.Create(CultureInfo.InvariantCulture, $", {cut.Seconds:0.0} of {cut.Of:0.0} s") : "");

    /// <summary>A line of a listing: size, when it was registered, status, name.</summary>
    public static string LineOf(LakeAsset asset) => string.Create(CultureInfo.InvariantCulture,
        $"{(asset.Size is { } size ? Units.Size(size) : "-"),10}  {asset.CreatedAt?.LocalDateTime ?? default:yyyy-MM-dd HH:mm}  "
        + $"{asset.Type.Word,-11}  {StatusOf(asset),-16}  {asset.Episode}{NameRules.OneLine(asset.Name.Path)}");
}
