using System.Buffers.Text;
using System.Text;
using DreamLake.Hosting;
using DreamLake.Protocol;

namespace DreamLake.Server.Reading;

/// <summary>Where a page of episodes ends: the last of it. Opaque to clients.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Space">Its space.</param>
/// <param name="Episode">Its episode; empty for the space itself.</param>
internal sealed record EpisodeCursor(string Namespace, string Space, string Episode)
{
    // No name holds it.
    private const char Between = '\n';

    /// <summary>After an episode.</summary>
    public static EpisodeCursor After(EpisodeListing episode) => new(episode.Namespace, episode.Space, episode.Episode ?? "");

    /// <summary>Reads one that a page's link gave.</summary>
    /// <exception cref="RefusalException">400: it is none.</exception>
    public static EpisodeCursor? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return Base64Url.IsValid(text)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(Between) is [var @namespace, var space, var episode]
                ? new EpisodeCursor(@namespace, space, episode)
                : throw RefusalException.Malformed("The parameter 'cursor' is none that a page of this listing gave.");
    }

    /// <summary>As a page's link gives it.</summary>
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(Between, Namespace, Space, Episode)));
}
