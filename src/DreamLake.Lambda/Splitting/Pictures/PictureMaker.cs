using DreamLake.Lambda.Splitting.Checking;
using DreamLake.Lambda.Splitting.Probing;
using DreamLake.Lambda.Splitting.Tools;
using Microsoft.Extensions.Logging;

namespace DreamLake.Lambda.Splitting.Pictures;

/// <summary>Makes a poster and a storyboard of a video from its segments.</summary>
/// <param name="ffmpeg">ffmpeg, in the segments' folder.</param>
/// <param name="folder">That folder.</param>
/// <param name="limits">What a file may take.</param>
/// <param name="log">Hears of pictures that cannot be made.</param>
internal sealed class PictureMaker(MediaTool ffmpeg, string folder, SplitLimits limits, ILogger log)
{
    private const int PosterSide = 1280;

    /// <summary>Makes both; null where no picture can be made, which keeps nobody from playing the video.</summary>
    /// <param name="stream">The segments.</param>
    /// <param name="video">The picture that they hold.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">There was no room.</exception>
    public async Task<VideoPictures?> MakeAsync(CheckedStream stream, VideoTrack video, CancellationToken cancellationToken)
    {
        var size = PictureSize.Within(Storyboard.Side, video);
        var board = new Storyboard(stream.Seconds, size);
        try
        {
            await File.WriteAllTextAsync(InFolder(PictureArguments.ListName), board.List(stream.Segments), cancellationToken);
            var arguments = PictureArguments.For(stream.Seconds, PictureSize.Within(PosterSide, video), size, board, limits);
            await ffmpeg.RunAsync(arguments, _ => { }, cancellationToken);
        }
        catch (ToolException failure) when (failure.IsDiskFull)
        {
            throw new IOException("The work folder is full.", failure);
        }
        catch (ToolException failure) when (!failure.IsCrash)
        {
            log.LogWarning("There is no poster and no storyboard: {Reason}", failure.Message);
            return null;
        }

        var pictures = new VideoPictures(InFolder(PictureArguments.PosterName), InFolder(PictureArguments.StoryboardName), board);
        return IsThere(pictures.Poster) && IsThere(pictures.Board) ? pictures : null;
    }

    private string InFolder(string name) => Path.Combine(folder, name);

    private static bool IsThere(string path) => new FileInfo(path) is { Exists: true, Length: > 0 };
}

/// <summary>A video's pictures on the disk.</summary>
/// <param name="Poster">The file of the poster.</param>
/// <param name="Board">The file of the small pictures.</param>
/// <param name="Storyboard">Which of them is when.</param>
internal sealed record VideoPictures(string Poster, string Board, Storyboard Storyboard);
