using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DreamLake.Engine.Resilience;
using Polly;
using Polly.Timeout;

namespace DreamLake.Engine.Services;

/// <summary>Calls to one of the lake's services: JSON in, JSON out, tried again as its pipeline says; what fails comes out as a <see cref="LakeFault"/>.</summary>
/// <param name="http">The shared client.</param>
/// <param name="service">The service's name in messages.</param>
/// <param name="address">Its address.</param>
/// <param name="token">The bearer token; null sends none.</param>
/// <param name="time">The clock for dates in <c>Retry-After</c>.</param>
internal sealed class ControlCalls(HttpClient http, string service, Uri address, string? token, TimeProvider time)
{
    /// <summary>Posts a message and reads the answer.</summary>
    public Task<TAnswer> PostAsync<TMessage, TAnswer>(
        ResiliencePipeline pipeline, string path, TMessage message, JsonTypeInfo<TMessage> messageType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellation) =>
        RunAsync(pipeline, HttpMethod.Post, Under(address, path), () => JsonContent.Create(message, messageType), (answer, token) => ReadAsync(answer, answerType, token), cancellation);

    /// <summary>Gets a document.</summary>
    public Task<TAnswer> GetAsync<TAnswer>(ResiliencePipeline pipeline, string path, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellation) =>
        RunAsync(pipeline, HttpMethod.Get, Under(address, path), () => null, (answer, token) => ReadAsync(answer, answerType, token), cancellation);

    /// <summary>Posts nothing to an address; any 2xx is a success.</summary>
    public Task PostAsync(ResiliencePipeline pipeline, Uri target, CancellationToken cancellation) =>
        RunAsync(pipeline, HttpMethod.Post, target, () => null, (_, _) => Task.FromResult(true), cancellation);

    private async Task<TAnswer> RunAsync<TAnswer>(
        ResiliencePipeline pipeline, HttpMethod method, Uri target, Func<HttpContent?> body, Func<HttpResponseMessage, CancellationToken, Task<TAnswer>> read, CancellationToken cancellation)
    {
        try
        {
            return await pipeline.ExecuteAsync(async attempt => await SendAsync(method, target, body, read, attempt), cancellation);
        }
        catch (TimeoutRejectedException timeout)
        {
            throw Silent(target, "did not answer in time", timeout);
        }
    }

    private async Task<TAnswer> SendAsync<TAnswer>(
        HttpMethod method, Uri target, Func<HttpContent?> body, Func<HttpResponseMessage, CancellationToken, Task<TAnswer>> read, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, target) { Content = body() };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return answer.IsSuccessStatusCode ? await read(answer, cancellation) : throw await RefusalAsync(answer, cancellation);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException { InnerException: TimeoutException })
        {
            throw Silent(target, Reason(fault), fault);
        }
    }

    private async Task<TAnswer> ReadAsync<TAnswer>(HttpResponseMessage answer, JsonTypeInfo<TAnswer> type, CancellationToken cancellation)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellation);
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw new JsonException("null");
        }
        catch (JsonException fault)
        {
            var isPage = AnswerBody.IsPage(answer.Content, System.Text.Encoding.UTF8.GetString(bytes, 0, Math.Min(bytes.Length, 1024)));
            var meaning = AnswerTable.OfUnreadable(isPage);
            throw new LakeFault(meaning.Verdict, meaning.Error, $"{service} at {Redaction.Clean(address)} answered {(isPage ? "a web page" : "what is not of the protocol")}.", meaning.Advice, fault);
        }
    }

    private async Task<LakeFault> RefusalAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var text = await AnswerBody.ReadTextAsync(answer.Content, cancellation);
        var (code, detail) = AnswerBody.ReadProblem(answer.StatusCode, text, AnswerBody.IsPage(answer.Content, text));
        var meaning = AnswerTable.OfService((int)answer.StatusCode);
        return new LakeFault(meaning.Verdict, meaning.Error, $"{service} refused: {detail.TrimEnd('.')} ({(int)answer.StatusCode}).", meaning.Advice)
        {
            Status = (int)answer.StatusCode,
            Code = code,
            RetryAfter = RetryAfter(answer.Headers.RetryAfter),
        };
    }

    private LakeFault Silent(Uri target, string reason, Exception fault)
    {
        var meaning = AnswerTable.OfSilence((fault as HttpRequestException)?.HttpRequestError);
        return new LakeFault(meaning.Verdict, meaning.Error, $"{service} at {target.GetLeftPart(UriPartial.Authority).Replace(target.UserInfo + "@", "", StringComparison.Ordinal)} {reason}.", meaning.Advice, fault);
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date && date - time.GetUtcNow() is { Ticks: > 0 } wait ? wait : null);

    private static string Reason(Exception fault) => (fault as HttpRequestException)?.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "cannot be found (no such host)",
        HttpRequestError.ConnectionError => "cannot be reached",
        HttpRequestError.SecureConnectionError => "offers no trusted TLS connection",
        _ => "broke off before its answer",
    };

    private static Uri Under(Uri address, string path) => new(address.AbsoluteUri.TrimEnd('/') + path);
}
