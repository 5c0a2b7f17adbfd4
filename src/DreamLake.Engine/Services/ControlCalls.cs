using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DreamLake.Engine.Resilience;
using DreamLake.Protocol;
using Polly.Timeout;
using CallPipeline = DreamLake.Engine.Resilience.Pipelines.CallPipeline;

namespace DreamLake.Engine.Services;

/// <summary>Calls to one of the lake's services: JSON in, JSON out, tried again as its pipeline says; what fails comes out as a <see cref="LakeFault"/>.</summary>
/// <param name="http">The shared connections.</param>
/// <param name="service">The service's name in messages.</param>
/// <param name="address">Its address.</param>
/// <param name="token">The bearer token; null sends none.</param>
/// <param name="time">The clock for dates in <c>Retry-After</c>.</param>
internal sealed class ControlCalls(LakeHttp http, string service, Uri address, string? token, TimeProvider time)
{
    private delegate Task<TAnswer> ReadAnswer<TAnswer>(HttpResponseMessage answer, CancellationToken cancellation);

    /// <summary>The service's address.</summary>
    public Uri Address => address;

    /// <summary>Posts a message and reads the answer.</summary>
    public Task<TAnswer> PostAsync<TMessage, TAnswer>(
        CallPipeline pipeline, string path, TMessage message, JsonTypeInfo<TMessage> messageType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellation) =>
        PostAsync(pipeline, path, message, messageType, answerType, _ => { }, cancellation);

    /// <summary>Posts a message and reads the answer.</summary>
    /// <param name="pipeline">How often and how long it is tried.</param>
    /// <param name="path">The path under the service's address.</param>
    /// <param name="message">The message.</param>
    /// <param name="messageType">How it is written.</param>
    /// <param name="answerType">How the answer is read.</param>
    /// <param name="check">Throws where a success is none: an error inside a 200 is tried again like any other.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<TAnswer> PostAsync<TMessage, TAnswer>(
        CallPipeline pipeline, string path, TMessage message, JsonTypeInfo<TMessage> messageType, JsonTypeInfo<TAnswer> answerType, Action<TAnswer> check, CancellationToken cancellation)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(message, messageType);
        return RunAsync(pipeline, HttpMethod.Post, Under(address, path), () => Body(bytes), async (answer, token) =>
        {
            var read = await ReadAsync(answer, answerType, token);
            check(read);
            return read;
        }, cancellation);
    }

    /// <summary>Gets a document.</summary>
    public Task<TAnswer> GetAsync<TAnswer>(CallPipeline pipeline, string path, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellation) =>
        RunAsync(pipeline, HttpMethod.Get, Under(address, path), () => null, (answer, token) => ReadAsync(answer, answerType, token), cancellation);

    /// <summary>Posts nothing to an address; any 2xx is a success, unless it is a page for people.</summary>
    public Task PostAsync(CallPipeline pipeline, Uri target, CancellationToken cancellation) =>
        RunAsync(pipeline, HttpMethod.Post, target, () => null, async (answer, token) =>
        {
            var text = await AnswerBody.ReadTextAsync(answer.Content, token);
            return AnswerBody.IsPage(answer.Content, text) ? throw Unreadable(answer, isPage: true) : text;
        }, cancellation);

    private async Task<TAnswer> RunAsync<TAnswer>(CallPipeline pipeline, HttpMethod method, Uri target, Func<HttpContent?> body, ReadAnswer<TAnswer> read, CancellationToken cancellation)
    {
        var budget = pipeline.NewBudget();
        try
        {
            return await pipeline.RunAsync(budget, attempt => SendAsync(method, target, body, read, attempt), cancellation);
        }
        catch (TimeoutRejectedException timeout)
        {
            var fault = Silent(target, Silence.TooLate, timeout);
            fault.Tries = budget.Sent;
            throw fault;
        }
        catch (LakeFault fault)
        {
            fault.Tries = budget.Sent;
            throw;
        }
    }

    private async Task<TAnswer> SendAsync<TAnswer>(HttpMethod method, Uri target, Func<HttpContent?> body, ReadAnswer<TAnswer> read, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, target) { Content = body() };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            return await http.SendAsync(
                request,
                async (answer, attempt) => answer.IsSuccessStatusCode ? await read(answer, attempt) : throw await RefusalAsync(answer, attempt),
                cancellation);
        }
        catch (Exception fault) when (fault.IsSilence())
        {
            throw Silent(target, Silences.Of(fault), fault);
        }
    }

    // With its length, not in chunks: there are servers that take no others.
    private static ByteArrayContent Body(byte[] json) => new(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };

    private async Task<TAnswer> ReadAsync<TAnswer>(HttpResponseMessage answer, JsonTypeInfo<TAnswer> type, CancellationToken cancellation)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellation);
        try
        {
            return JsonSerializer.Deserialize(bytes.AsSpan(ByteOrderMark.LengthIn(bytes)), type) ?? throw new JsonException("null");
        }
        catch (JsonException fault)
        {
            var isPage = AnswerBody.IsPage(answer.Content, Encoding.UTF8.GetString(bytes, 0, Math.Min(bytes.Length, 1024)));
            throw Unreadable(answer, isPage, fault);
        }
    }

    private LakeFault Unreadable(HttpResponseMessage answer, bool isPage, Exception? inner = null) =>
        new(AnswerTable.OfUnreadable(isPage), $"{service} at {Redaction.Clean(address)} answered {(isPage ? "a web page" : "what is not of the protocol")}.", inner)
        {
            Status = (int)answer.StatusCode,
        };

    private async Task<LakeFault> RefusalAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var text = WithoutToken(await AnswerBody.ReadTextAsync(answer.Content, cancellation));
        var (code, detail) = AnswerBody.ReadProblem(answer.StatusCode, text, AnswerBody.IsPage(answer.Content, text));
        return new LakeFault(AnswerTable.OfService((int)answer.StatusCode, detail), $"{service} refused: {detail.TrimEnd('.')} ({(int)answer.StatusCode}).")
        {
            Status = (int)answer.StatusCode,
            Code = code,
            RetryAfter = RetryAfter.Of(answer, time),
        };
    }

    // A service may quote what it refused; a token that is no JWT is known as one only here.
    private string WithoutToken(string text) => string.IsNullOrEmpty(token) ? text : text.Replace(token, "…", StringComparison.Ordinal);

    private LakeFault Silent(Uri target, Silence silence, Exception fault) =>
        new(AnswerTable.OfSilence(silence), $"{service} at {target.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)} {silence.InWords()}.", fault);

    private static Uri Under(Uri address, string path) => new(address.AbsoluteUri.TrimEnd('/') + path);
}
