namespace DreamLake.Protocol;

/// <summary>
/// The mark with which some services and some clients begin their UTF-8: no part of the text, and JSON's readers take it for none.
/// </summary>
public static class ByteOrderMark
{
    private static ReadOnlySpan<byte> Utf8 => [0xEF, 0xBB, 0xBF];

    /// <summary>How many bytes of a text's beginning are the mark: 3 or 0.</summary>
    public static int LengthIn(ReadOnlySpan<byte> text) => text.StartsWith(Utf8) ? Utf8.Length : 0;
}
