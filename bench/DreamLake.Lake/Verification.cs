using System.Diagnostics;
using System.Net.Http.Json;
using Amazon.S3.Model;
using DreamLake.Protocol;

namespace DreamLake.Lake;

/// <summary>What it costs others that the lake reads 10 GiB back: its memory meanwhile, and uploads beside it.</summary>
/// <remarks>Runs with and without it take turns, so that a machine that drifts drifts for both.</remarks>
internal sealed class Verification : IDisposable
{
    private const long Size = 10L * 1024 * 1024 * 1024;
    private const int PartSize = 64 * 1024 * 1024;
    private const int PutSize = 10 * 1024 * 1024;
    private const int PutsInARun = 52;
    private const int AtOnce = 4;
    private const string Road = "/videos/upload/multipart/";
    private readonly HttpClient _anonymous = new(new SocketsHttpHandler { UseProxy = false });
    private readonly byte[] _part = new byte[PartSize];
    private readonly HostedLake _lake;

    private Verification(HostedLake lake)
    {
        _lake = lake;
        new Random(1).NextBytes(_part);
    }

    public static async Task MeasureAsync(string folder, int runs)
    {
        await using var lake = await HostedLake.StartAsync(Path.Combine(folder, "verification"));
        await lake.S3.PutBucketAsync(HostedLake.Bucket);
        using var verification = new Verification(lake);
        await verification.MeasureAsync(runs);
    }

    public void Dispose() => _anonymous.Dispose();

    private async Task MeasureAsync(int runs)
    {
        var id = await StoreAsync();
        var alone = new Figures("verification of 10 GiB, alone");
        var at = await VerifiedAsync(id, after: default);
        var memory = await SampleAsync(async () => alone.Add(await TimedAsync(async () => at = await VerifyAsync(id, at))));
        alone.Write(memory);

        var without = new Figures("PUT of 520 MiB, 4 at a time, without a verification");
        var beside = new Figures("the same beside a verification of 10 GiB");
        await PutAllAsync();
        for (var run = 0; run < runs; run++)
        {
            without.Add(await TimedAsync(PutAllAsync));
            var verifying = VerifyAsync(id, at);
            beside.Add(await TimedAsync(PutAllAsync));
            if (verifying.IsCompleted) throw new InvalidOperationException("The verification ended first: nothing was beside it.");
            at = await verifying;
        }

        without.Write();
        beside.Write($"{beside.SpeedBeside(without)}; bar: 0.9");
    }

    private async Task<string> StoreAsync()
    {
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        for (var sent = 0L; sent < Size; sent += PartSize) hash.AppendData(_part);
        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        var upload = await PostAsync<InitResponse>("init", new InitRequest("alice", "bench", sha256[..16], "video/mp4", sha256, Size));
        var numbers = Enumerable.Range(1, (int)(Size / PartSize)).ToList();
        var urls = await PostAsync<SignPartsResponse>("parts", new SignPartsRequest(upload.UploadId, upload.Key, numbers));
        var parts = new List<PartDone>();
        foreach (var number in numbers)
        {
            using var put = await _anonymous.PutAsync(new Uri(urls.Urls[$"{number}"]), new ByteArrayContent(_part));
            parts.Add(new PartDone(number, put.EnsureSuccessStatusCode().Headers.ETag!.Tag));
        }

        await PostAsync<SuccessResponse>("complete", new CompleteRequest(upload.UploadId, upload.Key, parts));
        var register = new RegisterMediaRequest { Name = "/big.mp4", Owner = "alice", Project = "bench", StagingHash = sha256[..16] };
        using var content = JsonContent.Create(register, ProtocolJson.Default.RegisterMediaRequest);
        using var answer = await _lake.Client.PostAsync("/videos", content);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(ProtocolJson.Default.RegisterMediaResponse))!.Id!;
    }

    /// <summary>Has it read back once more; when it was.</summary>
    private async Task<DateTimeOffset> VerifyAsync(string id, DateTimeOffset before)
    {
        using var asked = await _lake.Client.PostAsync($"/videos/{id}/verify", null);
        asked.EnsureSuccessStatusCode();
        return await VerifiedAsync(id, before);
    }

    private async Task<DateTimeOffset> VerifiedAsync(string id, DateTimeOffset after)
    {
        while (true)
        {
            var statuses = await _lake.Client.GetFromJsonAsync($"/videos/status?ids={id}", ProtocolJson.Default.IReadOnlyListMediaStatus);
            if (statuses![0].Verified is { } verified && verified.At > after) return verified.At;
            await Task.Delay(50);
        }
    }

    private async Task PutAllAsync()
    {
        const string Key = "alice/bench/staging/fedcba9876543210";
        var upload = (await _lake.S3.InitiateMultipartUploadAsync(HostedLake.Bucket, Key)).UploadId;
        var four = new ParallelOptions { MaxDegreeOfParallelism = AtOnce };
        await Parallel.ForEachAsync(Enumerable.Range(1, PutsInARun), four, async (part, _) =>
        {
            var url = await _lake.S3.GetPreSignedURLAsync(new GetPreSignedUrlRequest
            {
                BucketName = HostedLake.Bucket,
                Key = Key,
                UploadId = upload,
                PartNumber = part,
                Verb = Amazon.S3.HttpVerb.PUT,
                Protocol = Amazon.S3.Protocol.HTTP,
                Expires = DateTime.UtcNow.AddHours(1),
            });
            using var answer = await _anonymous.PutAsync(new Uri(url), new ByteArrayContent(_part, 0, PutSize), CancellationToken.None);
            answer.EnsureSuccessStatusCode();
        });
        await _lake.S3.AbortMultipartUploadAsync(HostedLake.Bucket, Key, upload);
    }

    /// <summary>Does something; how much memory the process had in the first tenth of it, and at most in all of it.</summary>
    private static async Task<string> SampleAsync(Func<Task> act)
    {
        var samples = new List<long>();
        var acting = act();
        while (!acting.IsCompleted)
        {
            samples.Add(Process.GetCurrentProcess().WorkingSet64);
            await Task.Delay(100);
        }

        await acting;
        var first = samples.Take(Math.Max(1, samples.Count / 10)).Max();
        return $"{Size / 1048576.0 / (samples.Count / 10.0):0} MiB/s; the process has {first / 1048576} MiB in its first tenth, "
            + $"{samples.Max() / 1048576} MiB at most";
    }

    private static async Task<double> TimedAsync(Func<Task> act)
    {
        var watch = Stopwatch.StartNew();
        await act();
        return watch.Elapsed.TotalSeconds;
    }

    private async Task<T> PostAsync<T>(string call, object message)
    {
        using var content = JsonContent.Create(message, ProtocolJson.Default.GetTypeInfo(message.GetType())!);
        using var answer = await _lake.Client.PostAsync(Road + call, content);
        var type = (System.Text.Json.Serialization.Metadata.JsonTypeInfo<T>)ProtocolJson.Default.GetTypeInfo(typeof(T))!;
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(type))!;
    }
}
