using System.Buffers.Binary;
using System.Security.Cryptography;
using DreamLake.Engine.Content;
using DreamLake.Engine.Tests.Disks;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Engine.Tests.Receiving;

/// <summary>What an earlier run left is gone on with: looked at before it is believed, and fetched again only where it is wrong.</summary>
public sealed class ReceiveResumeTests : IDisposable
{
    private const int Range = ReceivingPlace.RangeSize;
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes((8 * Range) + 11);
    private readonly ReceivingPlace _place = new();

    [Fact]
    public async Task Only_what_is_missing_is_fetched()
    {
        await using var served = await ServedObject.StartAsync(Content);
        await StopAfterAsync(served, ranges: 3);
        Assert.Null(_place.Received);
        Assert.Equal(["a.mp4.part", "a.mp4.part.journal"], _place.Beside);
        served.Ranges.Clear();
        var result = await _place.ReceiveAsync(served, _place.Options with { RangeWorkers = 1 });
        Assert.Equal((ReceiveOutcome.Received, 6), (result.Outcome, served.Ranges.Count));
        Assert.Equal(Content, _place.Received);
        Assert.Equal(["a.mp4"], _place.Beside);
    }

    [Fact]
    public async Task What_is_not_as_it_came_is_fetched_again()
    {
        await using var served = await ServedObject.StartAsync(Content);
        await StopAfterAsync(served, ranges: 3);
        await using (var part = File.OpenWrite(_place.Path + ".part"))
        {
            part.Position = Range + 5;
            part.WriteByte((byte)(Content[Range + 5] ^ 1));
        }

        served.Ranges.Clear();
        var result = await _place.ReceiveAsync(served, _place.Options with { RangeWorkers = 1 });
        Assert.Equal((ReceiveOutcome.Received, 7), (result.Outcome, served.Ranges.Count));
        Assert.Contains($"bytes={Range}-{(2 * Range) - 1}", served.Ranges);
        Assert.Equal(Content, _place.Received);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task What_the_lake_tells_of_ranges_decides_and_not_the_journal(int pieces)
    {
        await using var served = await ServedObject.StartAsync(Content);
        await StopAfterAsync(served, ranges: 3);
        Assert.Equal(0, served.DigestsAsked);
        served.Digests = DigestsOf(Content, served.Asset.Sha256!, Range / pieces);
        // A byte that turned, and a journal that says that it came so.
        await using (var part = File.OpenWrite(_place.Path + ".part"))
        {
            part.Position = Range + 5;
            part.WriteByte((byte)(Content[Range + 5] ^ 1));
        }

        var other = (byte[])Content.Clone();
        other[Range + 5] ^= 1;
        var journal = _place.Path + ".part.journal";
        var (right, wrong) = (CrcOf(Content, Range, Range), CrcOf(other, Range, Range));
        File.WriteAllText(journal, File.ReadAllText(journal).Replace($"\n2 {right:x8}\n", $"\n2 {wrong:x8}\n", StringComparison.Ordinal));

        served.Ranges.Clear();
        var result = await _place.ReceiveAsync(served, _place.Options with { RangeWorkers = 1 });
        Assert.Equal((ReceiveOutcome.Received, 7, 1), (result.Outcome, served.Ranges.Count, served.DigestsAsked));
        Assert.Contains($"bytes={Range}-{(2 * Range) - 1}", served.Ranges);
        Assert.Equal(Content, _place.Received);
    }

    [Theory]
    [InlineData("other content")]
    [InlineData("other size")]
    [InlineData("too few")]
    [InlineData("no fit")]
    [InlineData("no text")]
    public async Task Digests_that_are_not_of_this_content_are_left_alone(string fault)
    {
        await using var served = await ServedObject.StartAsync(Content);
        await StopAfterAsync(served, ranges: 3);
        var right = DigestsOf(Content, served.Asset.Sha256!, Range);
        served.Digests = fault switch
        {
            "other content" => DigestsOf(new byte[Content.Length], new string('0', 64), Range),
            "other size" => right with { Size = right.Size + 1 },
            "too few" => right with { Crc32C = right.Crc32C![..8] },
            "no fit" => DigestsOf(Content, served.Asset.Sha256!, Range + 1),
            _ => right with { Crc32C = "?" },
        };
        served.Ranges.Clear();
        var result = await _place.ReceiveAsync(served, _place.Options with { RangeWorkers = 1 });
        Assert.Equal((ReceiveOutcome.Received, 6), (result.Outcome, served.Ranges.Count));
        Assert.Equal(Content, _place.Received);
    }

    [Theory]
    [InlineData(".part")]
    [InlineData(".part.journal")]
    public async Task Where_one_of_the_two_is_gone_it_begins_anew(string which)
    {
        await using var served = await ServedObject.StartAsync(Content);
        await StopAfterAsync(served, ranges: 3);
        File.Delete(_place.Path + which);
        var result = await _place.ReceiveAsync(served);
        Assert.Equal((ReceiveOutcome.Received, (long)Content.Length), (result.Outcome, result.BytesReceived));
        Assert.Equal(Content, _place.Received);
    }

    [Fact]
    public async Task Another_object_does_not_go_into_the_same_file()
    {
        await using var served = await ServedObject.StartAsync(Content);
        await StopAfterAsync(served, ranges: 3);
        (served.Bytes, served.ETag) = (RandomNumberGenerator.GetBytes(Content.Length), "\"two\"");
        var result = await _place.ReceiveAsync(served);
        Assert.Equal(ReceiveOutcome.Received, result.Outcome);
        Assert.Equal(served.Bytes, _place.Received);
    }

    [Fact]
    public async Task Two_hundred_ends_at_any_write_lose_nothing_and_name_nothing_wrong()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var served = await ServedObject.StartAsync(Content);
        for (var round = 0; round < 200; round++)
        {
            // As a process that is killed: from one write on nothing reaches the disk any more, and that write may be torn.
            var (left, torn) = (random.Next(1, 40), random.Next(0, 100));
            var disk = new BrittleDisk { OnWrite = (_, bytes) => Interlocked.Decrement(ref left) >= 0 ? null : Math.Min(torn, bytes) };
            var result = await _place.ReceiveAsync(served, disk: disk);
            Assert.True(result.Error is null || _place.Received is null, $"seed {seed}, round {round}: a name without the whole file");
            if (_place.Received is not { } whole) continue;
            Assert.True(Content.AsSpan().SequenceEqual(whole), $"seed {seed}, round {round}: other bytes under the name");
            File.Delete(_place.Path);
        }

        Assert.Equal(ReceiveOutcome.Received, (await _place.ReceiveAsync(served)).Outcome);
        Assert.Equal(Content, _place.Received);
    }

    [Fact]
    public async Task A_full_disk_is_said_before_a_byte_is_fetched_and_leaves_nothing()
    {
        await using var served = await ServedObject.StartAsync(Content);
        var disk = new BrittleDisk { OnWrite = (path, _) => path.EndsWith(".journal", StringComparison.Ordinal) ? 0 : null };
        var result = await _place.ReceiveAsync(served, disk: disk);
        Assert.Equal((ReceiveOutcome.Failed, UploadError.DiskFull), (result.Outcome, result.Error!.Error));
        Assert.Empty(served.Ranges);
        Assert.Null(_place.Received);
    }

    public void Dispose() => _place.Dispose();

    private static uint CrcOf(byte[] bytes, int offset, int length)
    {
        var crc = new Crc32C();
        crc.Append(bytes.AsSpan(offset, length));
        return crc.Value;
    }

    private static RangeDigests DigestsOf(byte[] bytes, string sha256, int piece)
    {
        var digests = new List<byte>();
        for (var offset = 0; offset < bytes.Length; offset += piece)
        {
            var digest = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(digest, CrcOf(bytes, offset, Math.Min(piece, bytes.Length - offset)));
            digests.AddRange(digest);
        }

        return new RangeDigests(sha256, bytes.Length, piece, Convert.ToBase64String([.. digests]));
    }

    private async Task StopAfterAsync(ServedObject served, int ranges)
    {
        using var stop = new CancellationTokenSource();
        var asked = 0;
        served.Intercept = async (_, _) =>
        {
            if (++asked > ranges) await stop.CancelAsync();
            return false;
        };
        var result = await _place.ReceiveAsync(served, _place.Options with { RangeWorkers = 1 }, until: stop.Token);
        Assert.Equal((ReceiveOutcome.Paused, UploadError.Interrupted), (result.Outcome, result.Error!.Error));
        served.Intercept = (_, _) => Task.FromResult(false);
    }
}
