using System.Diagnostics;

namespace DreamLake.Link;

/// <summary>The line itself: all connections share it, and each piece takes its time on it, one after the other.</summary>
internal sealed class Uplink(LinkConditions conditions)
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(conditions.Seed);
    private readonly double _bytesPerSecond = conditions.MegabitsPerSecond * 1_000_000 / 8;
    private TimeSpan _free = Now;
    private double _toReset = double.PositiveInfinity;
    private double _toStall = double.PositiveInfinity;
    private bool _isStarted;

    /// <summary>The time, as pieces are reckoned by it.</summary>
    public static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    /// <summary>Takes a place on the line.</summary>
    /// <param name="bytes">Bytes of the piece.</param>
    public Passage Pass(int bytes)
    {
        lock (_gate)
        {
            if (!_isStarted) Start();
            var now = Now;
            _free = (_free > now ? _free : now) + TimeSpan.FromSeconds(bytes / _bytesPerSecond);
            return new Passage(_free, FaultOf(bytes));
        }
    }

    private void Start()
    {
        _isStarted = true;
        _toReset = Next(conditions.BytesBetweenResets);
        _toStall = Next(conditions.BytesBetweenStalls);
    }

    private LinkFault FaultOf(int bytes)
    {
        _toReset -= bytes;
        _toStall -= bytes;
        if (_toReset <= 0)
        {
            _toReset = Next(conditions.BytesBetweenResets);
            return LinkFault.Reset;
        }

        if (_toStall > 0) return LinkFault.None;
        _toStall = Next(conditions.BytesBetweenStalls);
        return LinkFault.Silence;
    }

    // Faults know nothing of each other: the distances between them are exponential.
    private double Next(double? mean) => mean is { } bytes ? -bytes * Math.Log(1 - _random.NextDouble()) : double.PositiveInfinity;
}

/// <summary>What becomes of a piece.</summary>
/// <param name="Left">When its last byte has left.</param>
/// <param name="Fault">What happens to its connection then.</param>
internal readonly record struct Passage(TimeSpan Left, LinkFault Fault);

/// <summary>What can happen to a connection.</summary>
internal enum LinkFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is reset, on both sides.</summary>
    Reset,

    /// <summary>Nothing gets through any more, and nobody is told.</summary>
    Silence,
}
