using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace DreamLake.Protocol;

/// <summary>Unicode's canonical composition (NFC): a name is the same name however the file system writes its accents.</summary>
/// <remarks>
/// The platform's own <c>string.Normalize</c> answers what it was given where globalization is invariant, as it is in the lake and the
/// command, which need no ICU. Rules: Unicode Standard, chapter 3.11 and 3.12; their data lies beside as CanonicalComposition.txt.
/// </remarks>
internal static class CanonicalComposition
{
    // No character before it combines, nor is it changed by composition.
    private const char FirstThatMatters = '\u0300';
    private static readonly Lazy<Tables> Data = new(Tables.Read);

    /// <summary>The text in NFC. One that holds half of a character has no form, and is answered as it is.</summary>
    public static string Compose(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', (char)(FirstThatMatters - 1)) < 0) return text;
        var tables = Data.Value;
        var characters = new List<int>(text.Length);
        for (var at = 0; at < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune)) return text;
            Decompose(rune.Value, tables, characters);
            at += rune.Utf16SequenceLength;
        }

        Order(characters, tables);
        Join(characters, tables);
        var composed = new StringBuilder(text.Length);
        foreach (var character in characters) composed.Append(char.ConvertFromUtf32(character));
        return composed.ToString();
    }

    private static void Decompose(int character, Tables tables, List<int> into)
    {
        if (Hangul.TryDecompose(character, into)) return;
        if (!tables.Decompositions.TryGetValue(character, out var parts))
        {
            into.Add(character);
            return;
        }

        foreach (var part in parts) Decompose(part, tables, into);
    }

    // Marks after one character stand in the order of their classes; those of one class keep theirs.
    private static void Order(List<int> characters, Tables tables)
    {
        for (var at = 0; at < characters.Count;)
        {
            var first = at;
            while (at < characters.Count && tables.ClassOf(characters[at]) != 0) at++;
            if (at - first > 1)
            {
                var marks = characters.GetRange(first, at - first).OrderBy(tables.ClassOf).ToList();
                for (var i = 0; i < marks.Count; i++) characters[first + i] = marks[i];
            }

            if (at == first) at++;
        }
    }

    private static void Join(List<int> characters, Tables tables)
    {
        var (kept, starter, classBefore) = (0, -1, -1);
        for (var at = 0; at < characters.Count; at++)
        {
            var character = characters[at];
            var @class = tables.ClassOf(character);
            // A mark is blocked from its starter by one of its own class or a higher one between them.
            var isBlocked = starter < 0 || (classBefore >= 0 && classBefore >= @class);
            if (!isBlocked && tables.TryCompose(characters[starter], character, out var composed))
            {
                characters[starter] = composed;
                continue;
            }

            characters[kept] = character;
            (starter, classBefore) = @class == 0 ? (kept, -1) : (starter, @class);
            kept++;
        }

        characters.RemoveRange(kept, characters.Count - kept);
    }

    /// <summary>Korean syllables, whose parts are worked out.</summary>
    private static class Hangul
    {
        private const int Syllables = 0xAC00, Leads = 0x1100, Vowels = 0x1161, Tails = 0x11A7;
        private const int LeadCount = 19, VowelCount = 21, TailCount = 28, SyllableCount = LeadCount * VowelCount * TailCount;

        public static bool TryDecompose(int character, List<int> into)
        {
            var index = character - Syllables;
            if (index is < 0 or >= SyllableCount) return false;
            into.Add(Leads + index / (VowelCount * TailCount));
            into.Add(Vowels + index % (VowelCount * TailCount) / TailCount);
            if (index % TailCount != 0) into.Add(Tails + index % TailCount);
            return true;
        }

        public static bool TryCompose(int first, int second, out int composed)
        {
            var (lead, vowel, syllable, tail) = (first - Leads, second - Vowels, first - Syllables, second - Tails);
            if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
            {
                composed = Syllables + (lead * VowelCount + vowel) * TailCount;
                return true;
            }

            composed = first + tail;
            return syllable is >= 0 and < SyllableCount && syllable % TailCount == 0 && tail is > 0 and < TailCount;
        }
    }

    /// <summary>The data.</summary>
    private sealed record Tables(
        FrozenDictionary<int, int> Classes, FrozenDictionary<int, int[]> Decompositions,
        FrozenDictionary<(int First, int Second), int> Compositions)
    {
        public static Tables Read()
        {
            var classes = new Dictionary<int, int>();
            var decompositions = new Dictionary<int, int[]>();
            var compositions = new Dictionary<(int, int), int>();
            using var resource = typeof(CanonicalComposition).Assembly.GetManifestResourceStream("CanonicalComposition.txt")!;
            using var reader = new StreamReader(resource);
            while (reader.ReadLine() is { } line)
            {
                if (line.Split(' ') is not [var kind, var first, .. var rest] || kind == "#") continue;
                if (kind == "^")
                {
                    for (var at = Hex(first); at <= Hex(rest[0]); at++) classes[at] = int.Parse(rest[1], CultureInfo.InvariantCulture);
                    continue;
                }

                var parts = Array.ConvertAll(rest, Hex);
                decompositions[Hex(first)] = parts;
                if (kind == "=") compositions[(parts[0], parts[1])] = Hex(first);
            }

            return new(classes.ToFrozenDictionary(), decompositions.ToFrozenDictionary(), compositions.ToFrozenDictionary());
        }

        public int ClassOf(int character) => Classes.GetValueOrDefault(character);

        public bool TryCompose(int first, int second, out int composed) =>
            Hangul.TryCompose(first, second, out composed) || Compositions.TryGetValue((first, second), out composed);

        private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
