using System.Globalization;

namespace DreamLake.StagingPool;

/// <summary>The query of a request, decoded, in the order it was sent and with what was sent twice.</summary>
internal sealed class QueryParameters(IReadOnlyList<(string Name, string Value)> all)
{
    /// <summary>Every parameter.</summary>
    public IReadOnlyList<(string Name, string Value)> All { get; } = all;

    /// <summary>The first value of a name; null where it is absent.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var parameter in All)
            {
                if (parameter.Name == name) return parameter.Value;
            }

            return null;
        }
    }

    public bool Has(string name) => this[name] is not null;

    /// <summary>A number from 0 up; <paramref name="fallback"/> where it is absent or empty.</summary>
    /// <exception cref="S3Exception">It is no such number (<c>InvalidArgument</c>).</exception>
    public int Number(string name, int fallback) =>
        this[name] is not { Length: > 0 } text ? fallback
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw S3Exception.InvalidArgument(name, text, $"Provided {name} not an integer or within integer range");

    public static QueryParameters Parse(string query) =>
        new([.. query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair =>
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            return equals < 0 ? (Decode(pair), "") : (Decode(pair[..equals]), Decode(pair[(equals + 1)..]));
        })]);

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
