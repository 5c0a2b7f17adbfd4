using DreamLake.Engine.Resilience;
using DreamLake.Protocol;

namespace DreamLake.Engine.Services;

/// <summary>BSS, as an uploading client knows it.</summary>
internal sealed class BssClient(ControlCalls calls, Pipelines pipelines)
{
    /// <summary>Starts a multipart upload.</summary>
    public async Task<InitAnswer> InitAsync(AssetType type, InitRequest request, CancellationToken cancellation)
    {
        var answer = await calls.PostAsync(pipelines.Control, Multipart(type, "init"), request, ProtocolJson.Default.InitRequest, ProtocolJson.Default.InitAnswer, cancellation);
        return answer is { UploadId.Length: > 0, Key.Length: > 0 } ? answer : throw Lacking("init", "uploadId or key");
    }

    /// <summary>Signs parts: part number → presigned URL. The map may come bare or under <c>parts</c>.</summary>
    public async Task<IReadOnlyDictionary<int, Uri>> SignAsync(AssetType type, SignPartsRequest request, CancellationToken cancellation)
    {
        var answer = await calls.PostAsync(pipelines.Control, Multipart(type, "parts"), request, ProtocolJson.Default.SignPartsRequest, ProtocolJson.Default.JsonElement, cancellation);
        var map = answer.ValueKind == System.Text.Json.JsonValueKind.Object && answer.TryGetProperty("parts", out var inner) ? inner : answer;
        var urls = new Dictionary<int, Uri>();
        foreach (var number in request.PartNumbers!)
        {
            if (map.ValueKind != System.Text.Json.JsonValueKind.Object
                || !map.TryGetProperty(number.ToString(System.Globalization.CultureInfo.InvariantCulture), out var url)
                || !Uri.TryCreate(url.ValueKind == System.Text.Json.JsonValueKind.String ? url.GetString() : null, UriKind.Absolute, out var address)
                || address.Scheme is not ("http" or "https")) throw Lacking("parts", $"a URL for part {number}");
            urls[number] = address;
        }

        return urls;
    }

    /// <summary>Which parts S3 has; null where the multipart upload is known no more.</summary>
    public async Task<IReadOnlyList<PartDone>?> PartsDoneAsync(AssetType type, string uploadId, string key, CancellationToken cancellation)
    {
        try
        {
            var path = $"{Multipart(type, "parts-done")}?uploadId={Uri.EscapeDataString(uploadId)}&key={Uri.EscapeDataString(key)}";
            var answer = await calls.GetAsync(pipelines.Control, path, ProtocolJson.Default.PartsDoneAnswer, cancellation);
            return answer.Expired == true ? null : answer.Parts ?? [];
        }
        catch (LakeFault fault) when (fault.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Completes the multipart upload.</summary>
    /// <exception cref="LakeFault">Refused: an error inside a 200 is one all the same.</exception>
    public async Task CompleteAsync(AssetType type, CompleteRequest request, CancellationToken cancellation)
    {
        var answer = await calls.PostAsync(pipelines.Complete, Multipart(type, "complete"), request, ProtocolJson.Default.CompleteRequest, ProtocolJson.Default.SuccessAnswer, cancellation);
        if (answer.Success == false || answer.Error is { Length: > 0 })
        {
            var text = Redaction.Clean(answer.Error ?? "no reason given");
            throw new LakeFault(Verdict.StopFile, UploadError.ServiceFailed, $"BSS could not complete the upload: {text}.", "The parts are kept; run the same command again to go on.") { Code = text };
        }
    }

    /// <summary>Ends a multipart upload and frees its parts. Only ever when a person asks.</summary>
    public Task AbortAsync(AssetType type, AbortRequest request, CancellationToken cancellation) =>
        calls.PostAsync(pipelines.Control, Multipart(type, "abort"), request, ProtocolJson.Default.AbortRequest, ProtocolJson.Default.SuccessAnswer, cancellation);

    /// <summary>Registers stored content as media.</summary>
    public async Task<RegisterMediaAnswer> RegisterAsync(AssetType type, RegisterMediaRequest request, CancellationToken cancellation)
    {
        var answer = await calls.PostAsync(pipelines.Control, type.BssPrefix, request, ProtocolJson.Default.RegisterMediaRequest, ProtocolJson.Default.RegisterMediaAnswer, cancellation);
        return answer is { Id.Length: > 0 } ? answer : throw Lacking("the registration", "id");
    }

    private static string Multipart(AssetType type, string call) => $"{type.BssPrefix}/upload/multipart/{call}";

    private static LakeFault Lacking(string call, string what)
    {
        var meaning = AnswerTable.OfUnreadable(isPage: false);
        return new LakeFault(Verdict.StopFile, meaning.Error, $"BSS's answer to {call} lacks {what}.", meaning.Advice);
    }
}
