using System.Management.Automation.Language;

namespace DreamLake.PowerShell.Uploading;

/// <summary>Texts as they stand on a command line.</summary>
internal static class Quoted
{
    /// <summary>In single quotes, always.</summary>
    public static string Text(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    /// <summary>In single quotes only where the bare word would be read otherwise.</summary>
    public static string Word(string text) => text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || c is '/' or '-' or '_' or '.' or ':' || (c == '@' && text[0] != '@')) && text[0] != '-' ? text : Text(text);
}
