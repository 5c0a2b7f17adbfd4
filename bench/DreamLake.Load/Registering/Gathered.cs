using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DreamLake.Load.Measuring;
using DreamLake.Protocol;

namespace DreamLake.Load.Registering;

/// <summary>
/// Makes a call for each of several messages: one batch call, or the single call for one alone. What is refused ends the run.
/// </summary>
internal sealed class Gathered(HttpClient http, string token, CallTimes times)
{
    /// <summary>Makes it, and reads the answers in their order.</summary>
    public async Task<IReadOnlyList<TAnswer>> PostAsync<TItem, TAnswer>(
        string what, string single, string batch, IReadOnlyList<TItem> items, JsonTypeInfo<TItem> type, JsonTypeInfo<TAnswer> answerType)
    {
        if (items is [var only])
        {
            using var answer = await SendAsync(what, HttpMethod.Post, single, Json(JsonSerializer.SerializeToUtf8Bytes(only, type)));
            return [JsonSerializer.Deserialize(await answer.Content.ReadAsStreamAsync(), answerType)!];
        }

        var request = new BatchCallRequest([.. items.Select(item => JsonSerializer.SerializeToElement(item, type))]);
        var body = Json(JsonSerializer.SerializeToUtf8Bytes(request, ProtocolJson.Default.BatchCallRequest));
        using var answers = await SendAsync($"{what}, {items.Count} in a batch", HttpMethod.Post, batch, body);
        var told = JsonSerializer.Deserialize(await answers.Content.ReadAsStreamAsync(), ProtocolJson.Default.BatchCallResponse)!;
        return [.. told.Items!.Select(item => RefusedItem.Of(item) is { } refused
            ? throw new InvalidOperationException($"{what}: {refused.Status} {refused.Detail}")
            : item.Deserialize(answerType)!)];
    }

    /// <summary>Sends a request and measures how long its answer takes.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        string what, HttpMethod method, string address, HttpContent? content, bool withToken = true)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        if (withToken) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var watch = Stopwatch.GetTimestamp();
        var answer = await http.SendAsync(request);
        times.Add(what, Stopwatch.GetElapsedTime(watch));
        if (answer.IsSuccessStatusCode) return answer;
        throw new InvalidOperationException($"{what}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    private static ByteArrayContent Json(byte[] body) => new(body)
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
    };
}
