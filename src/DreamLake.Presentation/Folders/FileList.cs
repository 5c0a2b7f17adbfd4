using System.Text;

namespace DreamLake.Presentation.Folders;

/// <summary>A list of files as other programs write it: a path a line, or with a NUL character after each (<c>find -print0</c>).</summary>
public static class FileList
{
    private const int BufferSize = 64 * 1024;

    /// <summary>The name that stands for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Reads a list, path by path; empty ones are passed over.</summary>
    /// <param name="reader">
    /// Its text. Where a NUL character is among the first 65,536 characters, NUL characters part the paths; else lines do.
    /// </param>
    public static IEnumerable<string> Read(TextReader reader)
    {
        var buffer = new char[BufferSize];
        var path = new StringBuilder();
        char? separator = null;
        while (reader.ReadBlock(buffer) is > 0 and var length)
        {
            separator ??= buffer.AsSpan(0, length).Contains('\0') ? '\0' : '\n';
            for (var at = 0; at < length; at++)
            {
                if (buffer[at] != separator)
                {
                    path.Append(buffer[at]);
                    continue;
                }

                if (Take(path, separator) is { Length: > 0 } whole) yield return whole;
            }
        }

        if (Take(path, separator) is { Length: > 0 } last) yield return last;
    }

    private static string Take(StringBuilder path, char? separator)
    {
        var whole = separator == '\n' ? path.ToString().TrimEnd('\r') : path.ToString();
        path.Clear();
        return whole;
    }
}
