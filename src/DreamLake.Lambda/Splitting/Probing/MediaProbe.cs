using System.Globalization;
using System.Text;
using System.Text.Json;
using DreamLake.Lambda.Splitting.Tools;

namespace DreamLake.Lambda.Splitting.Probing;

/// <summary>What ffprobe finds out about a content.</summary>
/// <param name="ffprobe">ffprobe, in the content's folder.</param>
/// <param name="limits">What a content may be.</param>
internal sealed class MediaProbe(MediaTool ffprobe, SplitLimits limits)
{
    private const int MostCharacters = 1024 * 1024;

    /// <summary>Its container and its streams, as its headers tell them.</summary>
    /// <exception cref="UnsplittableException">It is no video and no sound that can be read.</exception>
    public Task<MediaFile> ReadAsync(CancellationToken cancellationToken) => ReadAsync(InputRules.Arguments(limits), cancellationToken);

    /// <summary>The streams of a segment that ffmpeg wrote into the folder.</summary>
    /// <param name="fileName">Its name there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<MediaFile> ReadSegmentAsync(string fileName, CancellationToken cancellationToken) =>
        ReadAsync(["-protocol_whitelist", "file", "-i", fileName], cancellationToken);

    /// <summary>What its packets show, by stream. Reads every packet, and decodes none.</summary>
    /// <param name="segmentSeconds">How long segments are meant to be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyDictionary<int, StreamSurvey>> SurveyAsync(double segmentSeconds, CancellationToken cancellationToken)
    {
        var surveys = new Dictionary<int, StreamSurvey>();
        string[] show =
        [
            "-v", "error", "-show_entries", "packet=stream_index,pts_time,dts_time,duration_time,flags",
            "-print_format", "csv=print_section=0",
        ];
        try
        {
            await ffprobe.RunAsync([.. show, .. InputRules.Arguments(limits)], line =>
                Add(surveys, line, segmentSeconds), cancellationToken);
        }
        catch (ToolException failure) when (!failure.IsCrash && surveys.Count > 0)
        {
            // It broke off in the middle: it is split as far as it goes.
        }
        catch (ToolException failure) when (!failure.IsCrash)
        {
            throw Unreadable(failure);
        }

        return surveys;
    }

    private async Task<MediaFile> ReadAsync(IReadOnlyList<string> input, CancellationToken cancellationToken)
    {
        var json = await JsonAsync(input, cancellationToken);
        try
        {
            return MediaFile.From(JsonSerializer.Deserialize(json, ProbeJson.Default.ProbeDocument) ?? new());
        }
        catch (JsonException broken)
        {
            throw new UnsplittableException("It cannot be read as video or sound: its headers make no sense.", broken);
        }
    }

    private async Task<string> JsonAsync(IReadOnlyList<string> input, CancellationToken cancellationToken)
    {
        var json = new StringBuilder();
        string[] show = ["-v", "error", "-print_format", "json", "-show_entries", ProbeDocument.Entries];
        try
        {
            await ffprobe.RunAsync([.. show, .. input], Append, cancellationToken);
        }
        catch (ToolException failure) when (!failure.IsCrash)
        {
            throw Unreadable(failure);
        }

        return json.ToString();

        void Append(string line)
        {
            if (json.Length + line.Length > MostCharacters)
                throw new UnsplittableException("It holds more streams than can be listed.");
            json.AppendLine(line);
        }
    }

    private static void Add(Dictionary<int, StreamSurvey> surveys, string line, double segmentSeconds)
    {
        if (line.Split(',') is not [var index, var shown, var decoded, var lasts, var flags, ..]) return;
        if (!int.TryParse(index, CultureInfo.InvariantCulture, out var stream)) return;
        if (!surveys.TryGetValue(stream, out var survey)) surveys.Add(stream, survey = new StreamSurvey());
        survey.Add(Seconds(shown) ?? Seconds(decoded), Seconds(lasts) ?? 0, flags.StartsWith('K'), segmentSeconds);
    }

    private static double? Seconds(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static UnsplittableException Unreadable(ToolException failure) =>
        new("It cannot be read as video or sound: the file is damaged, incomplete, or something else.", failure);
}
