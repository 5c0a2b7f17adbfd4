using System.Text;
using System.Text.Json;

namespace DreamLake.Bss.Tracks;

/// <summary>The field names of a label track, each once, in the order in which they are first seen.</summary>
/// <remarks>
/// At most 1,000 are kept, and none longer than 256 bytes: a track whose field names are data would fill the memory.
/// Labels have mostly the same fields in the same order, so each name is first held against the one that came next before.
/// </remarks>
internal sealed class FieldNames
{
    /// <summary>The most names that are kept; later ones are left out.</summary>
    public const int MaxCount = 1000;

    /// <summary>The longest name that is kept, in bytes as it is written; longer ones are left out.</summary>
    public const int MaxLength = 256;

    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private int _expected;

    /// <summary>The names.</summary>
    public IReadOnlyList<string> InOrder => _names;

    /// <summary>Says that the next name is the first of a label.</summary>
    public void BeginObject() => _expected = 0;

    /// <summary>Takes the name that a reader stands on.</summary>
    public void Take(ref Utf8JsonReader reader)
    {
        if (_expected < _names.Count && reader.ValueTextEquals(_names[_expected]))
        {
            _expected++;
            return;
        }

        if (reader.ValueSpan.Length <= MaxLength) Keep(reader.GetString()!);
    }

    /// <summary>Takes a name of a header.</summary>
    public void Take(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MaxLength) Keep(name);
    }

    private void Keep(string name)
    {
        if (!_places.TryGetValue(name, out var place))
        {
            if (_names.Count == MaxCount) return;
            place = _names.Count;
            _places.Add(name, place);
            _names.Add(name);
        }

        _expected = place + 1;
    }
}
