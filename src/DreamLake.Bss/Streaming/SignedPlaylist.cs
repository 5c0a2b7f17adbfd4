using System.Text;
using System.Text.RegularExpressions;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Bss.Streaming;

/// <summary>Signs the addresses in a playlist, so that a player that sends no headers can follow them.</summary>
internal sealed partial class SignedPlaylist(SignedUrl signedUrl, BssOptions options)
{
    /// <summary>The playlist with the whole signed address of each thing that it names: clients in use take no relative one.</summary>
    /// <param name="playlist">The playlist; its addresses are relative to its own, such as <c>../chunks/{hash}.ts</c>.</param>
    /// <param name="request">The request for it.</param>
    public string Sign(string playlist, HttpRequest request)
    {
        var address = AddressOf(request);
        var signed = new StringBuilder(playlist.Length * 2);
        foreach (var line in playlist.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')))
        {
            if (line.Length == 0) continue;
            if (line[0] != '#') signed.Append(Sign(address, line));
            else signed.Append(UriAttribute().Replace(line, uri => $"URI=\"{Sign(address, uri.Groups[1].Value)}\""));
            signed.Append('\n');
        }

        return signed.ToString();
    }

    /// <summary>A storyboard's table with the whole signed address of the picture in each of its lines.</summary>
    /// <param name="table">The table, as the Lambda wrote it: its pictures' lines look like <c>{hash}.jpg#xywh=0,0,160,90</c>.</param>
    /// <param name="request">The request for it.</param>
    public string SignStoryboard(string table, HttpRequest request)
    {
        var address = AddressOf(request);
        return PictureLine().Replace(table, line => Sign(address, line.Groups[1].Value) + line.Groups[2].Value);
    }

    private string Sign(Uri playlist, string relative) =>
        signedUrl.Sign(HttpMethods.Get, new Uri(playlist, relative), options.SegmentLifetime).AbsoluteUri;

    // Where BSS is reached from outside, if it was told; else the address that was asked, as the client wrote it.
    private Uri AddressOf(HttpRequest request)
    {
        var path = request.PathBase + request.Path;
        return options.PublicUrl is { } known
            ? new UriBuilder(known) { Path = known.AbsolutePath.TrimEnd('/') + path }.Uri
            : new Uri($"{request.Scheme}://{request.Host.ToUriComponent()}{path.ToUriComponent()}");
    }

    [GeneratedRegex("URI=\"([^\"]*)\"")]
    private static partial Regex UriAttribute();

    [GeneratedRegex("^([0-9a-f]{16,64}\\.jpg)(#xywh=[0-9,]+)$", RegexOptions.Multiline)]
    private static partial Regex PictureLine();
}
