using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace DreamLake.Processes.Loopback;

/// <summary>One connection to the loopback server: request after request, as HTTP/1.1 has them.</summary>
internal sealed class Connection(Socket socket, LoopbackServer server) : IDisposable
{
    // A control call's message; a body that is longer is a part, and is not kept.
    private const int LongestMessage = 4 * 1024 * 1024;

    private readonly byte[] _buffer = new byte[512 * 1024];
    private int _begin;
    private int _end;

    /// <summary>Answers until the other side is gone.</summary>
    public void Serve()
    {
        socket.NoDelay = true;
        try
        {
            while (ReadHead() is { } head) Serve(head);
        }
        catch (Exception fault) when (fault is SocketException or EndOfStreamException or ObjectDisposedException)
        {
            // The client went away: that is how clients end.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private void Serve(RequestHead head)
    {
        var isPut = head.Method == "PUT";
        if (isPut) server.BeginPut();
        if (head.AwaitsContinue) Send("HTTP/1.1 100 Continue\r\n\r\n"u8);
        var message = new MemoryStream();
        var length = head.IsChunked ? ReadChunks(message) : Read(head.Length, isPut ? null : message);
        var answer = server.Answer(head, message.GetBuffer().AsSpan(0, (int)message.Length), length);
        // Over before the client can know it: what it sends next is not beside this one.
        if (isPut) server.EndPut();
        Send(answer);
    }

    private RequestHead? ReadHead()
    {
        while (true)
        {
            var at = _buffer.AsSpan(_begin, _end - _begin).IndexOf("\r\n\r\n"u8);
            if (at >= 0)
            {
                var head = RequestHead.Parse(_buffer.AsSpan(_begin, at));
                _begin += at + 4;
                return head;
            }

            if (!Fill()) return null;
        }
    }

    private long Read(long length, MemoryStream? keep)
    {
        for (var left = length; left > 0;)
        {
            if (_begin == _end && !Fill()) throw new EndOfStreamException();
            var taken = (int)Math.Min(left, _end - _begin);
            if (keep is not null && keep.Length + taken <= LongestMessage) keep.Write(_buffer, _begin, taken);
            _begin += taken;
            left -= taken;
        }

        return length;
    }

    private long ReadChunks(MemoryStream message)
    {
        for (long total = 0; ;)
        {
            var size = long.Parse(ReadLine().Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size > 0) total += Read(size, message);
            else while (ReadLine().Length > 0) { }
            if (size == 0) return total;
            ReadLine();
        }
    }

    private string ReadLine()
    {
        while (true)
        {
            var at = _buffer.AsSpan(_begin, _end - _begin).IndexOf("\r\n"u8);
            if (at >= 0)
            {
                var line = Encoding.ASCII.GetString(_buffer, _begin, at);
                _begin += at + 2;
                return line;
            }

            if (!Fill()) throw new EndOfStreamException();
        }
    }

    private bool Fill()
    {
        if (_begin == _end) (_begin, _end) = (0, 0);
        if (_end == _buffer.Length)
        {
            _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
            (_begin, _end) = (0, _end - _begin);
        }

        var read = socket.Receive(_buffer.AsSpan(_end));
        _end += read;
        return read > 0;
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[socket.Send(bytes)..];
    }
}
