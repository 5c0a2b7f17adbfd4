using CsCheck;

namespace DreamLake.Protocol.Tests;

/// <summary>Texts for property tests.</summary>
internal static class Texts
{
    /// <summary>Any text at all, and texts made of what means something in an address.</summary>
    public static readonly Gen<string> Any = Gen.OneOf(Gen.String, Gen.String[Gen.Char["ab/@:. \t\\\ud83d\ude00é%?#&=+"], 0, 12]);

    /// <summary>Names that may stand in every part of an address.</summary>
    public static readonly Gen<string> Name = Gen.String[Gen.Char["abcXYZ019.-_ é漢%?#&=+'\""], 1, NameRules.MaxLength]
        .Where(name => NameRules.Fault("name", name) is null);

    /// <summary>Paths of such names.</summary>
    public static readonly Gen<string> Path = Name.Array[1, 4].Select(levels => string.Join('/', levels));
}
