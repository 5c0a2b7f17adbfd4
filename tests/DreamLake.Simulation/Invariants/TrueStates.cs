using System.Text.Json;
using DreamLake.Simulation.Network;

namespace DreamLake.Simulation.Invariants;

/// <summary>
/// A state says of nothing that it is done before it is: each part it names was taken by S3 under that ETag, and a completed upload was
/// completed, or all its parts were sent and a lake knows it no more: then the registration tells whether it was. And an upload that is
/// under way ends only where the script ends it.
/// </summary>
/// <param name="verdict">Told of what does not hold.</param>
/// <param name="endsUploads">Whether the script ends uploads that are under way.</param>
internal sealed class TrueStates(Verdict verdict, bool endsUploads)
{
    private const string Multipart = "/upload/multipart/";
    private readonly HashSet<(string Upload, string Number, string ETag)> _taken = [];
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);
    private readonly HashSet<string> _completing = new(StringComparer.Ordinal);
    private readonly HashSet<string> _completed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);

    /// <summary>A call arrives, whatever comes of it.</summary>
    public void OnArriving(HttpRequestMessage request, byte[] body)
    {
        if (IsCall(request, "complete")) _completing.Add(UploadOf(body));
        else if (IsCall(request, "complete-batch"))
            _completing.UnionWith(SingleCall.Items(body).Select(item => item.GetProperty("uploadId").GetString()!));
    }

    /// <summary>A call was carried out.</summary>
    public void OnCarriedOut(Exchange exchange)
    {
        if (exchange.Fate.What == Mishap.BodyCut) return;
        if (exchange.Part() is { } part) TakePart(part.UploadId, part.Number, exchange);
        else if (IsCall(exchange.Request, "parts-done") && exchange.Succeeded) TakeList(exchange);
        foreach (var call in exchange.Calls(Multipart + "init").Where(call => call.Succeeded)) TakeInit(call.Answer);
        foreach (var call in exchange.Calls(Multipart + "complete"))
        {
            if (call.Succeeded) _completed.Add(UploadOf(call.Body));
            else if (call.Status == 404) _unknown.Add(UploadOf(call.Body));
        }
    }

    /// <summary>A state was written.</summary>
    public void Check(JsonElement state)
    {
        var upload = state.GetProperty("uploadId").GetString()!;
        if (!_begun.Contains(upload)) return;
        var parts = state.GetProperty("completedParts");
        foreach (var part in parts.EnumerateArray())
        {
            var number = part.GetProperty("partNumber").ToString();
            if (!_taken.Contains((upload, number, Bare(part.GetProperty("etag").GetString()!))))
                verdict.Break($"A state names part {number} as stored, and S3 has not taken it so.");
        }

        if (!state.TryGetProperty("step", out var step) || step.GetString() != "CompleteMultipart" || _completed.Contains(upload)) return;
        if (!_unknown.Contains(upload)) verdict.Break("A state says that its upload is complete, and no lake has said so.");
        else if (parts.GetArrayLength() != state.GetProperty("totalParts").GetInt32())
            verdict.Break("A state says that its upload is complete, and names only some of its parts.");
    }

    private void TakePart(string upload, string number, Exchange exchange)
    {
        if ((int)exchange.Answer.Status == 404) JudgeEnd(upload);
        else if (exchange.Succeeded) _taken.Add((upload, number, Bare(exchange.Answer.Headers.ETag.ToString())));
    }

    private void TakeInit(byte[] answer)
    {
        using var body = JsonDocument.Parse(answer);
        var isStored = body.RootElement.TryGetProperty("stored", out var stored) && stored.ValueKind == JsonValueKind.True;
        if (!isStored) _begun.Add(body.RootElement.GetProperty("uploadId").GetString()!);
    }

    private void TakeList(Exchange exchange)
    {
        var upload = System.Web.HttpUtility.ParseQueryString(exchange.Request.RequestUri!.Query)["uploadId"]!;
        using var body = JsonDocument.Parse(exchange.Answer.Body);
        if (body.RootElement.TryGetProperty("expired", out var expired) && expired.GetBoolean())
        {
            _unknown.Add(upload);
            JudgeEnd(upload);
        }

        if (!body.RootElement.TryGetProperty("parts", out var parts)) return;
        foreach (var part in parts.EnumerateArray())
            _taken.Add((upload, part.GetProperty("partNumber").ToString(), Bare(part.GetProperty("etag").GetString()!)));
    }

    private void JudgeEnd(string upload)
    {
        if (!endsUploads && _begun.Contains(upload) && !_completing.Contains(upload))
            verdict.Break("An upload that was under way is gone, and nobody had ended it.");
    }

    private static bool IsCall(HttpRequestMessage request, string name) =>
        request.RequestUri!.AbsolutePath.EndsWith(Multipart + name, StringComparison.Ordinal);

    private static string UploadOf(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.GetProperty("uploadId").GetString()!;
    }

    private static string Bare(string etag) => etag.Trim('"');
}
