using System.Management.Automation.Language;

namespace DreamLake.PowerShell.Language;

/// <summary>Texts as they stand on a command line of PowerShell.</summary>
internal static class CommandText
{
    /// <summary>In single quotes, always.</summary>
    public static string Quote(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    /// <summary>In single quotes only where the bare word would be read otherwise.</summary>
    public static string QuoteIfNeeded(string text) =>
        text.Length > 0 && text[0] is not ('-' or '@') && text.All(IsPlain) ? text : Quote(text);

    private static bool IsPlain(char c) => char.IsLetterOrDigit(c) || c is '/' or '-' or '_' or '.' or ':' or '@';
}
