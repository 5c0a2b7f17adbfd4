using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DreamLake.Load.Lake;
using DreamLake.Load.Measuring;
using DreamLake.Protocol;

namespace DreamLake.Load.Registering;

/// <summary>Uploads a folder of small files after the other, with the calls that our client makes: batches, or the single ones.</summary>
internal sealed class Registrar(LoadOptions options, TeamLake lake, string token, string owner, CallTimes times)
{
    private const string Space = "robotics";
    private const int PutsAtOnce = 4;
    private const int FilesInAnEpisode = 1_000;

    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMinutes(1) };
    private readonly Gathered _calls = new(Http, token, times);
    private int _done;

    /// <summary>Files that were registered so far, with all that belongs to it.</summary>
    public int Done => Volatile.Read(ref _done);

    /// <summary>Goes on until it is told to end; the files under way are ended first.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (!cancellationToken.IsCancellationRequested)
        {
            await UploadAsync(FileToRegister.Make(options.Batch, options.Size, options.Type.Extensions.First()));
            Interlocked.Add(ref _done, options.Batch);
        }
    }

    private async Task UploadAsync(IReadOnlyList<FileToRegister> files)
    {
        await InitAsync(files);
        await ForEachAsync(files, PutAsync);
        await CompleteAsync(files);
        await RegisterMediaAsync(files);
        await RegisterAssetsAsync(files);
        await ForEachAsync(files, TriggerAsync);
    }

    private async Task InitAsync(IReadOnlyList<FileToRegister> files)
    {
        var answers = await _calls.PostAsync(
            "init", Bss("/upload/multipart/init"), Bss("/upload/multipart/init-batch"),
            [.. files.Select(file => new InitItem(owner, Space, file.Sha256[..16], "video/mp4", file.Sha256, file.Content.Length)
            {
                Sign = files.Count > 1 ? [1] : null,
                Checksums = files.Count > 1 ? new Dictionary<string, string> { ["1"] = file.Checksum } : null,
            })],
            ProtocolJson.Default.InitItem, ProtocolJson.Default.InitItemResponse);
        foreach (var (file, answer) in files.Zip(answers))
        {
            (file.UploadId, file.Key) = (answer.UploadId!, answer.Key!);
            if (answer.Parts is { } parts) file.Address = parts["1"];
            else await SignAsync(file);
        }
    }

    private async Task SignAsync(FileToRegister file)
    {
        var request = new SignPartsRequest(
            file.UploadId, file.Key, [1], new Dictionary<string, string> { ["1"] = file.Checksum }, ExpiresIn: 3_600);
        using var answer = await _calls.SendAsync("parts", HttpMethod.Post, Bss("/upload/multipart/parts"), Body(request,
            ProtocolJson.Default.SignPartsRequest));
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        file.Address = document.RootElement.GetProperty("parts").GetProperty("1").GetString();
    }

    private async Task PutAsync(FileToRegister file)
    {
        using var content = new ByteArrayContent(file.Content);
        content.Headers.Add("x-amz-checksum-crc32c", file.Checksum);
        using var answer = await _calls.SendAsync("PUT of a part", HttpMethod.Put, file.Address!, content, withToken: false);
        file.Etag = answer.Headers.ETag!.Tag;
    }

    private async Task CompleteAsync(IReadOnlyList<FileToRegister> files) => await _calls.PostAsync(
        "complete", Bss("/upload/multipart/complete"), Bss("/upload/multipart/complete-batch"),
        [.. files.Select(file => new CompleteRequest(file.UploadId, file.Key, [new PartDone(1, file.Etag)]))],
        ProtocolJson.Default.CompleteRequest, ProtocolJson.Default.SuccessResponse);

    private async Task RegisterMediaAsync(IReadOnlyList<FileToRegister> files)
    {
        var answers = await _calls.PostAsync(
            "register media", Bss(""), Bss("/batch"),
            [.. files.Select(file => new RegisterMediaRequest
            {
                Name = file.Name,
                Owner = owner,
                Project = Space,
                EpisodeId = Episode,
                StagingHash = file.Sha256[..16],
                Size = file.Content.Length,
                Sha256 = file.Sha256,
                ContentType = "video/mp4",
            })],
            ProtocolJson.Default.RegisterMediaRequest, ProtocolJson.Default.RegisterMediaResponse);
        foreach (var (file, answer) in files.Zip(answers)) file.MediumId = answer.Id!;
    }

    private async Task RegisterAssetsAsync(IReadOnlyList<FileToRegister> files)
    {
        var route = lake.Server + options.Type.ServerRoute;
        var answers = await _calls.PostAsync(
            "register assets", route, route + "/batch",
            [.. files.Select(file => new RegisterAssetRequest
            {
                Namespace = owner,
                Space = Space,
                EpisodeName = Episode,
                Name = file.Name,
                Size = file.Content.Length,
                Sha256 = file.Sha256,
                Hash = file.Sha256[..16],
                ContentType = "video/mp4",
            }.WithBssId(options.Type, file.MediumId))],
            ProtocolJson.Default.RegisterAssetRequest, ProtocolJson.Default.RegisterAssetResponse);
        foreach (var (file, answer) in files.Zip(answers)) file.LambdaUrl = answer.LambdaUrl;
    }

    private async Task TriggerAsync(FileToRegister file)
    {
        using var answer = await _calls.SendAsync("trigger the Lambda", HttpMethod.Post, file.LambdaUrl!, content: null, withToken: false);
    }

    private string Episode => $"run-{(Done / FilesInAnEpisode).ToString(CultureInfo.InvariantCulture)}";

    private string Bss(string call) => lake.Bss + options.Type.BssPrefix + call;

    private static Task ForEachAsync(IReadOnlyList<FileToRegister> files, Func<FileToRegister, Task> doAsync) => Parallel.ForEachAsync(
        files, new ParallelOptions { MaxDegreeOfParallelism = PutsAtOnce }, async (file, _) => await doAsync(file));

    private static ByteArrayContent Body<T>(T message, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(message, type))
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = Encoding.UTF8.WebName } },
    };
}
