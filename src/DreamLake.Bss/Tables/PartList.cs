using System.Text.Json;
using DreamLake.Protocol;

namespace DreamLake.Bss.Tables;

/// <summary>A part list as the table keeps it: two lists are one where their numbers and ETags are.</summary>
internal static class PartList
{
    /// <summary>The list as text.</summary>
    /// <param name="parts">Ascending, as <c>UploadRules.Parts</c> gives them.</param>
    public static string Write(IEnumerable<PartDone> parts) => JsonSerializer.Serialize(
        new PartsDoneResponse(null, [.. parts.Select(part => new PartDone(part.PartNumber, part.Etag!.Trim().Trim('"')))]),
        ProtocolJson.Default.PartsDoneResponse);

    /// <summary>The parts of a text, as parts-done answers them.</summary>
    public static IReadOnlyList<PartDone> Read(string text) =>
        [.. JsonSerializer.Deserialize(text, ProtocolJson.Default.PartsDoneResponse)!.Parts!.Select(part =>
            part with { Etag = $"\"{part.Etag}\"" })];
}
