using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Engine.Tests.Lake;

/// <summary>
/// The batch calls of a fake lake, written from the protocol alone: each item is sent to its own single call, and answered by what that
/// says.
/// </summary>
public sealed class LakeBatches
{
    /// <summary>Marks a single call that came out of a batch.</summary>
    private const string Mark = "X-Of-Batch";

    private static readonly HttpClient Http = new();

    /// <summary>How many items each batch had.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<int> Sizes { get; } = new();

    /// <summary>Whether a request came out of a batch, and not from a client.</summary>
    public static bool IsItem(HttpRequest request) => request.Headers.ContainsKey(Mark);

    /// <summary>Whether it is a batch call.</summary>
    public static bool IsBatch(HttpRequest request) =>
        request.Path.Value!.EndsWith("-batch", StringComparison.Ordinal) || request.Path.Value.EndsWith("/batch", StringComparison.Ordinal);

    /// <summary>Answers one.</summary>
    public async Task<JsonObject> AnswerAsync(Uri lake, HttpRequest request, JsonNode body)
    {
        var items = body["items"]!.AsArray();
        Sizes.Enqueue(items.Count);
        var path = request.Path.Value!;
        var single = new Uri(
            lake, path.Replace("-batch", "", StringComparison.Ordinal).Replace("/batch", "", StringComparison.Ordinal));
        var answers = new JsonArray();
        foreach (var item in items) answers.Add(await AnswerAsync(single, item!, request.Headers.Authorization.ToString()));
        return new JsonObject { ["items"] = answers };
    }

    private static async Task<JsonNode> AnswerAsync(Uri single, JsonNode item, string authorization)
    {
        var answer = await SendAsync(single, item, authorization);
        if (answer["status"]?.GetValueKind() == System.Text.Json.JsonValueKind.Number || item["sign"] is not JsonArray sign) return answer;
        var parts = new JsonObject
        {
            ["uploadId"] = answer["uploadId"]!.DeepClone(), ["key"] = answer["key"]!.DeepClone(), ["partNumbers"] = sign.DeepClone(),
        };
        answer["parts"] = await SendAsync(new Uri(single, "parts"), parts, authorization);
        return answer;
    }

    private static async Task<JsonNode> SendAsync(Uri address, JsonNode body, string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
        request.Headers.Add(Mark, "yes");
        using var answer = await Http.SendAsync(request);
        var text = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return answer.IsSuccessStatusCode
            ? text
            : new JsonObject { ["status"] = (int)answer.StatusCode, ["detail"] = text["detail"]!.DeepClone() };
    }
}
