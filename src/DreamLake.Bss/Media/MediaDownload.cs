using DreamLake.Bss.Contents;
using DreamLake.Bss.Tables;
using DreamLake.Hosting;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Bss.Media;

/// <summary>Hands out presigned addresses of contents; of none that is known not to be what was promised.</summary>
internal sealed class MediaDownload(MediaStates states, ContentTable contents, StoredObjects objects)
{
    /// <summary>A presigned address, under which the content is saved by the file name given.</summary>
    /// <exception cref="RefusalException">404: the content is gone. 409: it is rejected or damaged.</exception>
    public async Task<string> PresignAsync(Medium medium, string fileName, CancellationToken cancellationToken)
    {
        var state = await states.FindAsync(medium, cancellationToken);
        if (state.IsBroken)
            throw new RefusalException(
                StatusCodes.Status409Conflict, $"'{medium.Id}' is {state.Status} and is not served. {state.Reason} Upload it again.");
        var content = await contents.FindAsync(medium.ContentId, cancellationToken)
            ?? throw RefusalException.NotFound($"The content of '{medium.Id}' is not there any more.");
        return await objects.PresignDownloadAsync(content.Key, fileName);
    }
}
