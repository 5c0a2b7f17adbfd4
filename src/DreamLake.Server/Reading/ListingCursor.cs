using System.Buffers.Text;
using System.Globalization;
using System.Text;
using DreamLake.Hosting;
using DreamLake.Server.Catalog;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Server.Reading;

/// <summary>Where a page of a listing ends: the last asset of it, by what listings are sorted by. Opaque to clients.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="Id">Its id.</param>
internal sealed record ListingCursor(string Name, DateTimeOffset CreatedAt, string Id)
{
    /// <summary>After an asset.</summary>
    public static ListingCursor After(Asset asset) => new(asset.Name, asset.CreatedAt, asset.Id);

    /// <summary>Reads one that a page's link gave.</summary>
    /// <exception cref="RefusalException">400: it is none.</exception>
    public static ListingCursor? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        // Three texts; the name comes last, because it alone may hold whatever it likes.
        return Base64Url.IsValid(text)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ', 3) is [var ticks, var id, var name]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.UtcTicks
                ? new ListingCursor(name, new DateTimeOffset(at, TimeSpan.Zero), id)
                : throw new RefusalException(
                    StatusCodes.Status400BadRequest, "The parameter 'cursor' is none that a page of this listing gave.");
    }

    /// <summary>As a page's link gives it.</summary>
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{CreatedAt.UtcTicks} {Id} {Name}")));
}
