using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Hashing;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Win32.SafeHandles;

namespace DreamLake.Lake;

/// <summary>
/// PUTs 1 GiB into the pool, in parts of 10 MiB, four at a time, beside <c>dd</c> of the same bytes into the same folder.
/// </summary>
/// <remarks>Both are on the disk at the end.</remarks>
internal sealed class PoolPuts : IDisposable
{
    private const int PartSize = 10 * 1024 * 1024;
    private const long Size = 1024L * 1024 * 1024;
    private const int AtOnce = 4;
    private const string Key = "alice/bench/staging/0123456789abcdef";
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly HostedLake _lake;
    private readonly DiskCopy _copy;
    private readonly SafeFileHandle _file;
    private readonly string[] _checksums;

    private PoolPuts(HostedLake lake, DiskCopy copy)
    {
        (_lake, _copy) = (lake, copy);
        _file = File.OpenHandle(copy.Source);
        _checksums = [.. Enumerable.Range(0, (int)((Size + PartSize - 1) / PartSize)).Select(ChecksumOf)];
    }

    public static async Task MeasureAsync(string folder, int runs)
    {
        var copy = DiskCopy.Of(folder, Size);
        await using var lake = await HostedLake.StartAsync(Path.Combine(folder, "puts"));
        await lake.S3.PutBucketAsync(HostedLake.Bucket);
        using var puts = new PoolPuts(lake, copy);
        await puts.MeasureAsync(runs);
    }

    public void Dispose()
    {
        _client.Dispose();
        _file.Dispose();
    }

    private async Task MeasureAsync(int runs)
    {
        var dd = new Figures("dd of 1 GiB, with fsync");
        Puts[] kinds =
        [
            new("PUT of 1 GiB in parts of 10 MiB, 4 at a time", WithChecksums: false),
            new("the same, with x-amz-checksum-crc32c", WithChecksums: true),
        ];
        // Once for nothing: what is compiled on first use is no part of the disk's time.
        await PutAllAsync(withChecksums: true);
        for (var run = 0; run < runs; run++)
        {
            dd.Add(await _copy.RunAsync());
            foreach (var puts in kinds)
            {
                var (wall, cpu) = await PutAllAsync(puts.WithChecksums);
                puts.Wall.Add(wall);
                puts.Cpu.Add(cpu);
            }
        }

        dd.Write();
        foreach (var puts in kinds) puts.Wall.Write($"{puts.Wall.SpeedBeside(dd)}; CPU with the client's {puts.Cpu.Median:0.0} s");
    }

    private async Task<(double Wall, double Cpu)> PutAllAsync(bool withChecksums)
    {
        var request = new InitiateMultipartUploadRequest { BucketName = HostedLake.Bucket, Key = Key };
        if (withChecksums) request.ChecksumAlgorithm = ChecksumAlgorithm.CRC32C;
        var upload = (await _lake.S3.InitiateMultipartUploadAsync(request)).UploadId;
        var addresses = Enumerable.Range(0, _checksums.Length)
            .Select(part => (Part: part, Address: Presign(upload, part, withChecksums))).ToArray();
        await DiskCopy.SettleAsync();

        var (before, watch) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        await Parallel.ForEachAsync(addresses, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (part, cancellationToken) =>
        {
            using var content = new FilePart(_file, (long)part.Part * PartSize, SizeOf(part.Part));
            if (withChecksums) content.Headers.Add("x-amz-checksum-crc32c", _checksums[part.Part]);
            using var answer = await _client.PutAsync(part.Address, content, cancellationToken);
            answer.EnsureSuccessStatusCode();
        });
        var used = (watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds);

        await _lake.S3.AbortMultipartUploadAsync(HostedLake.Bucket, Key, upload);
        return used;
    }

    private Uri Presign(string upload, int part, bool withChecksum)
    {
        var request = new GetPreSignedUrlRequest
        {
            BucketName = HostedLake.Bucket,
            Key = Key,
            UploadId = upload,
            PartNumber = part + 1,
            Verb = HttpVerb.PUT,
            Protocol = Amazon.S3.Protocol.HTTP,
            Expires = DateTime.UtcNow.AddHours(1),
        };
        if (withChecksum) request.Headers["x-amz-checksum-crc32c"] = _checksums[part];
        return new Uri(_lake.S3.GetPreSignedURL(request));
    }

    private string ChecksumOf(int part)
    {
        var bytes = new byte[SizeOf(part)];
        RandomAccess.Read(_file, bytes, (long)part * PartSize);
        var value = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(value, Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, bytes));
        return Convert.ToBase64String(value);
    }

    private static int SizeOf(int part) => (int)Math.Min(PartSize, Size - ((long)part * PartSize));

    private sealed record Puts(string What, bool WithChecksums)
    {
        public Figures Wall { get; } = new(What);

        public Figures Cpu { get; } = new(What);
    }
}
