using DreamLake.Bss.Contents;
using DreamLake.Bss.Tables;
using DreamLake.Bss.Tracks;
using DreamLake.Hosting;

namespace DreamLake.Bss.Streaming;

/// <summary>Reads a registered text track as WebVTT that a player lays over a stream.</summary>
internal sealed class SubtitleText(StoredObjects objects, ContentTable contents)
{
    /// <summary>Writes it line by line, however long it is.</summary>
    /// <exception cref="RefusalException">404: its content is not there.</exception>
    public async Task WriteAsync(Medium track, Stream target, CancellationToken cancellationToken)
    {
        using var stored = await OpenAsync(track, cancellationToken);
        await using var writer = new StreamWriter(target, leaveOpen: true) { NewLine = "\n" };
        using var reader = new StreamReader(stored.ResponseStream);
        await (track.Format == "srt" ? SubtitleLines.FromSubRipAsync(reader, writer) : SubtitleLines.FromWebVttAsync(reader, writer));
    }

    private async Task<Amazon.S3.Model.GetObjectResponse> OpenAsync(Medium track, CancellationToken cancellationToken) =>
        (await contents.FindAsync(track.ContentId, cancellationToken) is { } content
            ? await objects.OpenAsync(content.Key, cancellationToken)
            : null)
        ?? throw RefusalException.NotFound($"The content of '{track.Id}' is not there.");
}
