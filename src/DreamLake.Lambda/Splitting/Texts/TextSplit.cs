using DreamLake.Lambda.Splitting.Probing;
using DreamLake.Lambda.Splitting.Tools;
using Microsoft.Extensions.Logging;

namespace DreamLake.Lambda.Splitting.Texts;

/// <summary>Takes the subtitles out of a content.</summary>
/// <param name="ffmpeg">ffmpeg, in the content's folder.</param>
/// <param name="folder">That folder.</param>
/// <param name="limits">What a file may take.</param>
/// <param name="log">Hears of subtitles that cannot be read.</param>
internal sealed class TextSplit(MediaTool ffmpeg, string folder, SplitLimits limits, ILogger log)
{
    /// <summary>Writes each track as WebVTT that a player can lay over the segments; those that can be read.</summary>
    /// <exception cref="IOException">There was no room.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<TextTrack> texts, CancellationToken cancellationToken)
    {
        if (texts.Count == 0) return [];
        // One read for all; where one of them spoils it, each has its own.
        if (!await TryAsync(texts, cancellationToken))
        {
            foreach (var text in texts) await TryAsync([text], cancellationToken);
        }

        var files = new List<string>();
        foreach (var path in texts.Select(text => Path.Combine(folder, TextArguments.FileName(text))).Where(File.Exists))
            files.Add(await MapAsync(path, cancellationToken));
        return files;
    }

    private async Task<bool> TryAsync(IReadOnlyList<TextTrack> texts, CancellationToken cancellationToken)
    {
        try
        {
            await ffmpeg.RunAsync(TextArguments.For(texts, limits), _ => { }, cancellationToken);
            return true;
        }
        catch (ToolException failure) when (failure is { IsCrash: false, IsDiskFull: false })
        {
            // The picture plays without them.
            log.LogWarning("Subtitles cannot be read: {Reason}", failure.Message);
            foreach (var text in texts) File.Delete(Path.Combine(folder, TextArguments.FileName(text)));
            return false;
        }
        catch (ToolException failure) when (failure.IsDiskFull)
        {
            throw new IOException("The work folder is full.", failure);
        }
    }

    /// <summary>Says which time of the segments is the subtitles' 0 (RFC 8216, 3.5).</summary>
    private static async Task<string> MapAsync(string path, CancellationToken cancellationToken)
    {
        var mapped = path + ".mapped";
        await using (var source = File.OpenRead(path))
        await using (var target = File.Create(mapped))
        {
            await target.WriteAsync(TextTimestamps.Header, cancellationToken);
            // ffmpeg's file begins with this line.
            source.Position = "WEBVTT\n"u8.Length;
            await source.CopyToAsync(target, cancellationToken);
        }

        File.Delete(path);
        return mapped;
    }
}
