using System.Globalization;
using System.Text;

namespace DreamLake.Processes.Loopback;

/// <summary>What the head of a request says, as far as an answer or the length of the body depends on it.</summary>
/// <param name="Method">GET, PUT, POST …</param>
/// <param name="Path">The path, without the query.</param>
/// <param name="Query">The query, without its question mark; empty where there is none.</param>
/// <param name="Length">Bytes of the body; 0 where it is chunked.</param>
/// <param name="IsChunked">Whether the body comes in chunks.</param>
/// <param name="AwaitsContinue">Whether the client holds the body back until it is told to go on.</param>
internal sealed record RequestHead(string Method, string Path, string Query, long Length, bool IsChunked, bool AwaitsContinue)
{
    /// <summary>Reads a head: the request line and the headers, without the empty line that ends them.</summary>
    public static RequestHead Parse(ReadOnlySpan<byte> bytes)
    {
        var lines = Encoding.ASCII.GetString(bytes).Split("\r\n");
        var words = lines[0].Split(' ');
        var target = words[1].Split('?', 2);
        string? HeaderOf(string name) => lines.Skip(1).Select(line => line.Split(':', 2))
            .FirstOrDefault(pair => pair[0].Equals(name, StringComparison.OrdinalIgnoreCase))?[1].Trim();
        return new RequestHead(
            words[0],
            target[0],
            target.Length > 1 ? target[1] : "",
            long.Parse(HeaderOf("Content-Length") ?? "0", CultureInfo.InvariantCulture),
            string.Equals(HeaderOf("Transfer-Encoding"), "chunked", StringComparison.OrdinalIgnoreCase),
            string.Equals(HeaderOf("Expect"), "100-continue", StringComparison.OrdinalIgnoreCase));
    }
}
