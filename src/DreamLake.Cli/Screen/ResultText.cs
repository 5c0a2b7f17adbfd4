using System.Text;
using DreamLake.Engine;
using DreamLake.Presentation;

namespace DreamLake.Cli.Screen;

/// <summary>A stored file in a few lines for a person.</summary>
internal static class ResultText
{
    /// <summary>The lines.</summary>
    public static string Of(UploadResult result, string? lakeFolder)
    {
        var asset = result.Asset;
        var text = new StringBuilder();
        text.Append($"{WordOf(result.Outcome)}  {result.Episode} {result.Name}  {Units.Size(result.Size)}");
        if (result.Outcome != UploadOutcome.AlreadyStored) text.Append(SendingOf(result));
        Line(text, "BSS id", result.BssId);
        Line(text, "DreamLake id", result.AssetId);
        Line(text, "Replaces", result.Replaces);
        Line(text, "Entries", result.EntryCount?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Line(text, "Lake", lakeFolder);
        Line(text, "Status", asset is null ? null : asset.StatusReason is null ? asset.Status : $"{asset.Status}: {asset.StatusReason}");
        Line(text, "Incomplete", asset?.Incomplete is { } part ? $"the source was cut short: {part} play" : null);
        Line(text, "Verified", asset?.Verified is { } proof ? FormattableString.Invariant($"{proof.At:u}, SHA-256 {proof.Sha256}") : null);
        Line(text, "Source", result.Freed is { } freed ? FreeText.SourceOf(freed) : null);
        Line(text, "Playlist", asset?.PlaylistUrl);
        if (asset?.PlaylistUrl is not null && lakeFolder is not null)
            Line(text, "", "(while 'dreamlake serve' runs; the address expires after some hours)");
        return text.ToString();
    }

    private static string WordOf(UploadOutcome outcome) => outcome switch
    {
        UploadOutcome.AlreadyStored => "already stored",
        UploadOutcome.Replaced => "replaced",
        _ => "stored",
    };

    private static string SendingOf(UploadResult result)
    {
        var sent = result.PartsSent == result.Parts ? "" : $", {result.PartsSent} sent now";
        return $", {Units.Count(result.Parts, "part")}{sent}, {Units.Duration(result.Duration)}";
    }

    private static void Line(StringBuilder text, string name, string? value)
    {
        if (value is not null) text.Append($"{Environment.NewLine}  {name,-12}  {value}");
    }
}
