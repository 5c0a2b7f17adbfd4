using System.Text;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Bss.Streaming;

/// <summary>Signs the segments of a playlist, so that a player that sends no headers can follow them.</summary>
internal sealed class SignedPlaylist(SignedUrl signedUrl, BssOptions options)
{
    /// <summary>The playlist with the whole signed address of each segment in its line: clients in use take no relative one.</summary>
    /// <param name="playlist">The playlist, as the Lambda wrote it: its segments' lines look like <c>../chunks/{hash}.ts</c>.</param>
    /// <param name="request">The request for it.</param>
    public string Sign(string playlist, HttpRequest request)
    {
        var address = AddressOf(request);
        var signed = new StringBuilder(playlist.Length * 2);
        foreach (var line in playlist.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty) continue;
            if (line[0] == '#') signed.Append(line);
            else signed.Append(signedUrl.Sign(HttpMethods.Get, new Uri(address, line.ToString()), options.SegmentLifetime).AbsoluteUri);
            signed.Append('\n');
        }

        return signed.ToString();
    }

    // Where BSS is reached from outside, if it was told; else the address that was asked, as the client wrote it.
    private Uri AddressOf(HttpRequest request)
    {
        var path = request.PathBase + request.Path;
        return options.PublicUrl is { } known
            ? new UriBuilder(known) { Path = known.AbsolutePath.TrimEnd('/') + path }.Uri
            : new Uri($"{request.Scheme}://{request.Host.ToUriComponent()}{path.ToUriComponent()}");
    }
}
