using System.Text;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Bss.Streaming;

/// <summary>Signs the segments of a playlist, so that a player that sends no headers can follow them.</summary>
internal sealed class SignedPlaylist(SignedUrl signedUrl, BssOptions options)
{
    /// <summary>The playlist with each segment's line signed. The lines stay relative to the request's address, whatever host a proxy shows.</summary>
    /// <param name="playlist">The playlist, as the Lambda wrote it: its segments' lines look like <c>../chunks/{hash}.ts</c>.</param>
    /// <param name="request">The request for it.</param>
    public string Sign(string playlist, HttpRequest request)
    {
        // Only the path counts for the signature.
        var address = new UriBuilder(Uri.UriSchemeHttp, "bss") { Path = request.PathBase + request.Path }.Uri;
        var signed = new StringBuilder(playlist.Length * 2);
        foreach (var line in playlist.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty) continue;
            signed.Append(line);
            if (line[0] != '#') signed.Append(signedUrl.Sign(HttpMethods.Get, new Uri(address, line.ToString()), options.SegmentLifetime).Query);
            signed.Append('\n');
        }

        return signed.ToString();
    }
}
