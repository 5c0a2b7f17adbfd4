using System.Globalization;
using System.Text;
using FFMpegCore;

namespace DreamLake.Lambda.Splitting;

/// <summary>What ffprobe finds out about a content.</summary>
/// <param name="ffprobe">ffprobe, in the content's folder.</param>
internal sealed class MediaProbe(SplitTool ffprobe)
{
    /// <summary>Its container and its streams.</summary>
    /// <exception cref="UnsplittableException">It is no video and no sound that can be read.</exception>
    public async Task<IMediaAnalysis> AnalyzeAsync(CancellationToken cancellationToken)
    {
        var json = new StringBuilder();
        try
        {
            // FFMpegCore reads durations as hours, minutes and seconds.
            string[] show = ["-v", "error", "-print_format", "json", "-sexagesimal", "-show_format", "-show_streams"];
            await ffprobe.RunAsync([.. show, .. InputRules.Arguments], line => json.AppendLine(line), cancellationToken);
        }
        catch (ToolException failure) when (!failure.IsCrash)
        {
            throw new UnsplittableException("It cannot be read as video or sound: the file is damaged, incomplete, or something else.");
        }

        return FFProbe.FromJson(json.ToString());
    }

    /// <summary>The longest segment that a copy of a video stream would have, in seconds. Reads every packet, and decodes none.</summary>
    public async Task<double> LongestCopiedSegmentAsync(int streamIndex, CancellationToken cancellationToken)
    {
        var forecast = new CopyForecast();
        string[] show =
        [
            "-v", "error", "-select_streams", $"{streamIndex}",
            "-show_entries", "packet=pts_time,flags", "-print_format", "csv=print_section=0",
        ];
        try
        {
            await ffprobe.RunAsync([.. show, .. InputRules.Arguments], line => Add(forecast, line), cancellationToken);
            return forecast.LongestSegment;
        }
        catch (ToolException failure) when (!failure.IsCrash)
        {
            // Packets that cannot be listed had better not be copied.
            return double.PositiveInfinity;
        }
    }

    private static void Add(CopyForecast forecast, string line)
    {
        if (line.Split(',') is not [var time, var flags, ..]) return;
        var seconds = double.TryParse(time, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : (double?)null;
        forecast.Add(seconds, flags.StartsWith('K'));
    }
}
