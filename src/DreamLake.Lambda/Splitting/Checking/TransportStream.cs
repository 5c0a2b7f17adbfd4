using System.Buffers.Binary;

namespace DreamLake.Lambda.Splitting.Checking;

/// <summary>Reads an MPEG-TS segment as far as it takes to know when its streams are shown (ISO/IEC 13818-1).</summary>
/// <remarks>A segment is a few MiB at most; one packet of it is held at a time, and one frame of sound.</remarks>
/// <param name="clock">Turns the stream's 33-bit times into seconds that never jump back.</param>
internal sealed class TransportStream(TransportClock clock)
{
    private const int PacketSize = 188;
    private const byte Sync = 0x47;
    private const byte H264 = 0x1B, Adts = 0x0F, Mpeg1Audio = 0x03, Mpeg2Audio = 0x04;
    private const int TableHeader = 8;

    private readonly VideoTimes _video = new();
    private readonly AudioTimes _audio = new();
    private int _programMap = -1, _videoPid = -1, _audioPid = -1;

    /// <summary>Reads a segment.</summary>
    /// <exception cref="InvalidDataException">It is no whole transport stream.</exception>
    public async Task<SegmentTimes> ReadAsync(Stream segment, CancellationToken cancellationToken)
    {
        var packet = new byte[PacketSize];
        while (true)
        {
            var read = await segment.ReadAtLeastAsync(packet, PacketSize, throwOnEndOfStream: false, cancellationToken);
            if (read == 0) break;
            if (read < PacketSize || packet[0] != Sync) throw new InvalidDataException("The segment is no whole transport stream.");
            Take(packet);
        }

        _audio.EndFrame();
        return new SegmentTimes(_video.Start, _video.End, _video.LastStep, _video.BeginsWithKeyframe, _audio.Start, _audio.End)
        {
            H264 = _video.H264,
        };
    }

    private void Take(ReadOnlySpan<byte> packet)
    {
        var pid = BinaryPrimitives.ReadUInt16BigEndian(packet[1..]) & 0x1FFF;
        var isStart = (packet[1] & 0x40) != 0;
        var hasAdaptation = (packet[3] & 0x20) != 0;
        var offset = hasAdaptation ? 5 + packet[4] : 4;
        if ((packet[3] & 0x10) == 0 || offset >= PacketSize) return;
        var payload = packet[offset..];
        if (pid == 0 && isStart) _programMap = Pid(Table(payload)[(TableHeader + 2)..]);
        else if (pid == _programMap && isStart) ReadProgramMap(Table(payload));
        else if (pid == _videoPid) TakeVideo(payload, isStart);
        else if (pid == _audioPid) TakeAudio(payload, isStart);
    }

    private void TakeVideo(ReadOnlySpan<byte> payload, bool isStart)
    {
        if (isStart && PesHeader.TryRead(payload, out var time, out var length))
        {
            _video.Add(clock.Seconds(time));
            payload = payload[length..];
        }

        _video.Look(payload);
    }

    private void TakeAudio(ReadOnlySpan<byte> payload, bool isStart)
    {
        if (isStart && PesHeader.TryRead(payload, out var time, out var length))
        {
            _audio.Begin(clock.Seconds(time));
            payload = payload[length..];
        }

        _audio.Append(payload);
    }

    private void ReadProgramMap(ReadOnlySpan<byte> table)
    {
        const int Crc = 4, ToProgramInfo = 10, Entry = 5;
        var end = 3 + (BinaryPrimitives.ReadUInt16BigEndian(table[1..]) & 0x0FFF) - Crc;
        var at = ToProgramInfo + 2 + (BinaryPrimitives.ReadUInt16BigEndian(table[ToProgramInfo..]) & 0x0FFF);
        while (at + Entry <= Math.Min(end, table.Length))
        {
            var pid = Pid(table[(at + 1)..]);
            if (table[at] == H264) _videoPid = pid;
            else if (table[at] is Adts or Mpeg1Audio or Mpeg2Audio) _audioPid = pid;
            at += Entry + (BinaryPrimitives.ReadUInt16BigEndian(table[(at + 3)..]) & 0x0FFF);
        }
    }

    /// <summary>The table after the pointer field.</summary>
    private static ReadOnlySpan<byte> Table(ReadOnlySpan<byte> payload) => payload[(1 + payload[0])..];

    private static int Pid(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes) & 0x1FFF;
}
