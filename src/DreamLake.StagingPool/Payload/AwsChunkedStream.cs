using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using DreamLake.StagingPool.Signing;

namespace DreamLake.StagingPool.Payload;

/// <summary>
/// The content of a body in <c>aws-chunked</c> pieces: <c>{hex size}[;chunk-signature={hex}] CRLF {bytes} CRLF … 0 CRLF trailers CRLF</c>.
/// </summary>
/// <remarks>A piece's signature covers its bytes and the signature before it; it is checked when the piece is over.</remarks>
internal sealed class AwsChunkedStream(PipeReader body, AuthenticatedBody signed) : ReadOnlyStream
{
    private const int LongestLine = 4096;
    private const long LongestPiece = PayloadLength.Largest;
    private readonly PieceSignatures? _signatures = signed.HasSignedPieces ? new PieceSignatures(signed) : null;
    private readonly Dictionary<string, string> _trailers = new(StringComparer.OrdinalIgnoreCase);
    private string _claimed = "";
    private long _left;
    private State _state = State.Header;

    private enum State
    {
        Header,
        Piece,
        Done,
    }

    /// <summary>The headers behind the content; known once the stream was read to its end.</summary>
    public IReadOnlyDictionary<string, string> Trailers => _trailers;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_state != State.Done)
        {
            if (_state == State.Header) await ReadHeaderAsync(cancellationToken);
            if (_state == State.Piece) return await ReadPieceAsync(buffer, cancellationToken);
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _signatures?.Dispose();
        base.Dispose(disposing);
    }

    private async Task ReadHeaderAsync(CancellationToken cancellationToken)
    {
        var fields = (await ReadLineAsync(cancellationToken)).Split(';');
        if (!long.TryParse(fields[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _left)
            || _left is < 0 or > LongestPiece)
            throw S3Exception.IncompleteBody();
        _claimed = fields.Skip(1).Select(f => f.Trim().Split('=', 2)).FirstOrDefault(f => f[0] == "chunk-signature")?[^1] ?? "";
        if (_left > 0)
        {
            _state = State.Piece;
            return;
        }

        _signatures?.CheckPiece(_claimed);
        await ReadTrailersAsync(cancellationToken);
        _state = State.Done;
    }

    private async ValueTask<int> ReadPieceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        // At least one byte, so that an empty read means the end and nothing else.
        var result = await body.ReadAtLeastAsync(1, cancellationToken);
        if (result.Buffer.IsEmpty) throw S3Exception.IncompleteBody();
        var taken = result.Buffer.Slice(0, Math.Min(Math.Min(_left, buffer.Length), result.Buffer.Length));
        var count = (int)taken.Length;
        taken.CopyTo(buffer.Span);
        body.AdvanceTo(taken.End);
        _signatures?.Append(buffer.Span[..count]);
        _left -= count;
        if (_left == 0) await EndPieceAsync(cancellationToken);
        return count;
    }

    private async Task EndPieceAsync(CancellationToken cancellationToken)
    {
        if ((await ReadLineAsync(cancellationToken)).Length > 0) throw S3Exception.IncompleteBody();
        _signatures?.CheckPiece(_claimed);
        _state = State.Header;
    }

    private async Task ReadTrailersAsync(CancellationToken cancellationToken)
    {
        var signedLines = new StringBuilder();
        while (await ReadLineAsync(cancellationToken, endIsEmptyLine: true) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) throw S3Exception.IncompleteBody();
            var (name, value) = (line[..colon].Trim().ToLowerInvariant(), line[(colon + 1)..].Trim());
            _trailers[name] = value;
            if (name != PieceSignatures.TrailerHeader) signedLines.Append(name).Append(':').Append(value).Append('\n');
        }

        if (signed.HasTrailer)
            _signatures?.CheckTrailer(signedLines.ToString(), _trailers.GetValueOrDefault(PieceSignatures.TrailerHeader, ""));
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken, bool endIsEmptyLine = false)
    {
        while (true)
        {
            var result = await body.ReadAsync(cancellationToken);
            if (LineIn(result.Buffer) is { } line)
            {
                body.AdvanceTo(line.Next);
                return line.Text;
            }

            body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted) return endIsEmptyLine && result.Buffer.IsEmpty ? "" : throw S3Exception.IncompleteBody();
            if (result.Buffer.Length > LongestLine) throw S3Exception.IncompleteBody();
        }
    }

    private static (string Text, SequencePosition Next)? LineIn(ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        return reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8) ? (Encoding.ASCII.GetString(line), reader.Position) : null;
    }
}
