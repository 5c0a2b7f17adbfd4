using System.Text.Json;
using BenchmarkDotNet.Attributes;
using DreamLake.Engine.Services;
using DreamLake.Protocol;

namespace DreamLake.Bench;

/// <summary>The JSON of an upload: asking for eight addresses, their answer, and parts-done of 10,000 parts.</summary>
[MemoryDiagnoser]
public class ProtocolJsonBenchmark
{
    private const int PartsOfAnUpload = 10_000;
    private const long PartSize = 10 * 1024 * 1024;
    private static readonly int[] Numbers = [.. Enumerable.Range(1, 8)];
    private readonly SignPartsRequest _request = new(
        "0123456789abcdef0123456789abcdef",
        "alice/robotics/staging/0123456789abcdef",
        Numbers,
        Numbers.ToDictionary(number => $"{number}", _ => "yZRlqg=="));
    private byte[] _urls = [];
    private byte[] _partsDone = [];

    [GlobalSetup]
    public void Setup()
    {
        var address = "http://127.0.0.1:9000/lake/alice/robotics/staging/0123456789abcdef?X-Amz-Signature=" + new string('a', 500);
        var urls = Numbers.ToDictionary(number => $"{number}", _ => address);
        _urls = JsonSerializer.SerializeToUtf8Bytes(new SignPartsResponse(urls), ProtocolJson.Default.SignPartsResponse);
        var parts = Enumerable.Range(1, PartsOfAnUpload)
            .Select(number => new PartDone(number, "\"d41d8cd98f00b204e9800998ecf8427e\"", PartSize));
        var answer = new PartsDoneResponse(Expired: false, [.. parts]);
        _partsDone = JsonSerializer.SerializeToUtf8Bytes(answer, ProtocolJson.Default.PartsDoneResponse);
    }

    [Benchmark]
    public byte[] WriteSignParts() => JsonSerializer.SerializeToUtf8Bytes(_request, RequestJson.Default.SignPartsRequest);

    // As a document, which is how the engine reads an answer that may come in either of two forms.
    [Benchmark]
    public int ReadSignedParts()
    {
        using var answer = JsonSerializer.Deserialize(_urls, ProtocolJson.Default.JsonDocument)!;
        return Numbers.Sum(number => answer.RootElement.GetProperty($"{number}").GetString()!.Length);
    }

    [Benchmark]
    public PartsDoneResponse? ReadPartsDone() => JsonSerializer.Deserialize(_partsDone, ProtocolJson.Default.PartsDoneResponse);
}
