using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DreamLake.Engine.Resilience;
using DreamLake.Protocol;
using Polly.Timeout;
using CallPipeline = DreamLake.Engine.Resilience.Pipelines.CallPipeline;

namespace DreamLake.Engine.Services;

/// <summary>
/// Calls to one of the lake's services: JSON in, JSON out, tried again as its pipeline says; what fails comes out as a
/// <see cref="LakeException"/>.
/// </summary>
/// <param name="http">The shared connections.</param>
/// <param name="service">The service's name in messages.</param>
/// <param name="address">Its address.</param>
/// <param name="getTokenAsync">Asked for the bearer token before each try; null sends none.</param>
/// <param name="time">The clock for dates in <c>Retry-After</c>.</param>
internal sealed class ControlCalls(
    LakeHttp http, string service, Uri address, Func<CancellationToken, ValueTask<string?>>? getTokenAsync, TimeProvider time)
{
    private readonly BatchSupport _batches = new();
    private readonly ConcurrentDictionary<string, CallGatherer> _gatherers = new();

    private delegate Task<TResponse> ReadAnswer<TResponse>(HttpResponseMessage answer, CancellationToken cancellationToken);

    /// <summary>The service's address.</summary>
    public Uri Address => address;

    /// <summary>Posts a message and reads the answer.</summary>
    /// <param name="pipeline">How often and how long it is tried.</param>
    /// <param name="path">The path under the service's address.</param>
    /// <param name="message">The message.</param>
    /// <param name="messageType">How it is written.</param>
    /// <param name="answerType">How the answer is read.</param>
    /// <param name="take">Takes what is needed from a success; throws where it is none: an error inside a 200 is tried again like any
    /// other.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<TResult> PostAsync<TMessage, TResponse, TResult>(
        CallPipeline pipeline,
        string path,
        TMessage message,
        JsonTypeInfo<TMessage> messageType,
        JsonTypeInfo<TResponse> answerType,
        Func<TResponse, TResult> take,
        CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(message, messageType);
        return RunAsync(
            pipeline,
            HttpMethod.Post,
            Under(address, path),
            () => Body(bytes),
            async (answer, token) => take(await ReadAsync(answer, answerType, token).ConfigureAwait(false)),
            cancellationToken);
    }

    /// <summary>Posts a message, alone or in a batch call with those of other files that come at the same time.</summary>
    /// <param name="pipeline">How often and how long it is tried: each try by itself is alone or in a batch.</param>
    /// <param name="path">The single call's path under the service's address.</param>
    /// <param name="batchPath">The batch call's.</param>
    /// <param name="message">The message.</param>
    /// <param name="answerType">How the answer is read.</param>
    /// <param name="take">Takes what is needed from a success; throws where it is none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<TResult> PostGatheredAsync<TResponse, TResult>(
        CallPipeline pipeline,
        string path,
        string batchPath,
        GatheredMessage message,
        JsonTypeInfo<TResponse> answerType,
        Func<TResponse, TResult> take,
        CancellationToken cancellationToken)
        where TResult : class
    {
        var target = Under(address, path);
        var gatherer = _gatherers.GetOrAdd(batchPath, to => new CallGatherer(
            _batches, (items, token) => SendBatchAsync(Under(address, to), items, token)));
        return RunAsync(
            pipeline,
            target,
            attempt => gatherer.SendAsync(
                message.Item,
                answer => take(ReadItem(answer, answerType)),
                alone => SendAsync(
                    HttpMethod.Post, target, () => Body(message.Alone),
                    async (answer, token) => take(await ReadAsync(answer, answerType, token).ConfigureAwait(false)), alone),
                attempt),
            cancellationToken);
    }

    /// <summary>Deletes, or posts nothing, and reads the answer.</summary>
    public Task<TResponse> CallAsync<TResponse>(
        CallPipeline pipeline, HttpMethod method, string path, JsonTypeInfo<TResponse> answerType, CancellationToken cancellationToken) =>
        RunAsync(pipeline, method, Under(address, path), () =>
            null, (answer, token) => ReadAsync(answer, answerType, token), cancellationToken);

    /// <summary>Gets a document.</summary>
    public Task<TResponse> GetAsync<TResponse>(
        CallPipeline pipeline, string path, JsonTypeInfo<TResponse> answerType, CancellationToken cancellationToken) =>
        CallAsync(pipeline, HttpMethod.Get, path, answerType, cancellationToken);

    /// <summary>Gets a page of a listing, and the cursor of the next by the answer's <c>Link</c> header.</summary>
    public Task<ListingPage<T>> GetPageAsync<T>(
        CallPipeline pipeline, string path, JsonTypeInfo<IReadOnlyList<T>> answerType, CancellationToken cancellationToken) =>
        RunAsync(pipeline, HttpMethod.Get, Under(address, path), () => null, async (answer, token) =>
            new ListingPage<T>(await ReadAsync(answer, answerType, token).ConfigureAwait(false), NextPage.CursorOf(answer)),
            cancellationToken);

    /// <summary>Posts nothing to an address; any 2xx is a success, unless it is a page for people.</summary>
    public Task PostAsync(CallPipeline pipeline, Uri target, CancellationToken cancellationToken) =>
        RunAsync(pipeline, HttpMethod.Post, target, () => null, async (answer, token) =>
        {
            var text = await ResponseBody.ReadTextAsync(answer.Content, token).ConfigureAwait(false);
            return ResponseBody.IsPage(answer.Content, text) ? throw Unreadable(answer, isPage: true) : text;
        }, cancellationToken);

    private Task<TResponse> RunAsync<TResponse>(CallPipeline pipeline, HttpMethod method, Uri target, Func<HttpContent?> body,
        ReadAnswer<TResponse> read, CancellationToken cancellationToken) =>
        RunAsync(pipeline, target, attempt => SendAsync(method, target, body, read, attempt), cancellationToken);

    private async Task<TResponse> RunAsync<TResponse>(
        CallPipeline pipeline, Uri target, Func<CancellationToken, Task<TResponse>> tryAsync, CancellationToken cancellationToken)
    {
        var budget = pipeline.NewBudget();
        try
        {
            return await pipeline.RunAsync(budget, tryAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException timeout)
        {
            var fault = Unanswered(target, TransportFailure.TooLate, timeout);
            fault.GiveUp(budget.Sent);
            throw fault;
        }
        catch (LakeException fault)
        {
            fault.GiveUp(budget.Sent);
            throw;
        }
    }

    private async Task<TResponse> SendAsync<TResponse>(
        HttpMethod method, Uri target, Func<HttpContent?> body, ReadAnswer<TResponse> read, CancellationToken cancellationToken)
    {
        var bearer = await TokenAsync(cancellationToken).ConfigureAwait(false);
        using var request = new HttpRequestMessage(method, target) { Content = body() };
        if (bearer is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        try
        {
            return await http.SendAsync(
                request,
                async (answer, attempt) => answer.IsSuccessStatusCode
                ? await read(answer, attempt).ConfigureAwait(false)
                : throw await RefusalAsync(answer, bearer, attempt).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault.IsTransportFailure())
        {
            throw Unanswered(target, TransportFailures.Of(fault), fault);
        }
    }

    private async Task<IReadOnlyList<ItemAnswer>> SendBatchAsync(
        Uri target, IReadOnlyList<byte[]> items, CancellationToken cancellationToken)
    {
        var body = BatchBody.Of(items);
        return await SendAsync(HttpMethod.Post, target, () => Body(body), async (answer, token) =>
        {
            var (bearer, requestId) = (answer.RequestMessage?.Headers.Authorization?.Parameter, RequestId.Of(answer));
            var answers = await ReadAsync(answer, ProtocolJson.Default.BatchCallResponse, token).ConfigureAwait(false);
            return answers.Items?.Count == items.Count
                ? answers.Items.Select(item => new ItemAnswer(item, bearer, requestId)).ToArray()
                : throw Unreadable(answer, isPage: false);
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The answer to one item of a batch; what it is refused with is what the single call would have been.</summary>
    private TResponse ReadItem<TResponse>(ItemAnswer answer, JsonTypeInfo<TResponse> type)
    {
        if (RefusedItem.Of(answer.Body) is { } refused)
        {
            var detail = Redaction.Clean(Without(answer.Bearer, refused.Detail ?? ""));
            throw new ServiceRefusal(service, refused.Status, detail)
            {
                ConflictingId = refused.Status == 409 ? refused.Id : null,
                RetryAfter = refused.RetryAfter is >= 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null,
                RequestId = answer.RequestId,
                IsAway = Gateway.MaySay((HttpStatusCode)refused.Status) && http.HasAnswered(address),
            }.ToException();
        }

        try
        {
            return answer.Body.Deserialize(type) ?? throw new JsonException("null");
        }
        catch (JsonException fault)
        {
            throw new LakeException(
                ResponseClassifier.OfUnreadable(isPage: false),
                $"{service} at {Redaction.Clean(address)} answered what is not of the protocol.", fault);
        }
    }

    // Whoever gives tokens may be a service of its own, and may fail like one: what it says may hold a secret, and is not repeated.
    private async Task<string?> TokenAsync(CancellationToken cancellationToken)
    {
        if (getTokenAsync is null) return null;
        string? token;
        try
        {
            token = await getTokenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new LakeException(ResponseClassifier.OfNoToken, $"There is no token for {service}: {fault.GetType().Name}.");
        }

        return string.IsNullOrEmpty(token) ? null
            : token.All(c => c is > ' ' and <= '~') ? token
            : throw new LakeException(
                ResponseClassifier.OfNoToken, $"What was given as the token for {service} holds characters that no token has.");
    }

    // With its length, not in chunks: there are servers that take no others.
    private static ByteArrayContent Body(byte[] json) =>
        new(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };

    private async Task<TResponse> ReadAsync<TResponse>(
        HttpResponseMessage answer, JsonTypeInfo<TResponse> type, CancellationToken cancellationToken)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(bytes.AsSpan(ByteOrderMark.LengthIn(bytes)), type) ?? throw new JsonException("null");
        }
        catch (JsonException fault)
        {
            var isPage = ResponseBody.IsPage(answer.Content, Encoding.UTF8.GetString(bytes, 0, Math.Min(bytes.Length, 1024)));
            throw Unreadable(answer, isPage, fault);
        }
    }

    private LakeException Unreadable(HttpResponseMessage answer, bool isPage, Exception? inner = null) =>
        new(ResponseClassifier.OfUnreadable(isPage),
            $"{service} at {Redaction.Clean(address)} answered {(isPage ? "a web page" : "what is not of the protocol")}.", inner)
        {
            Status = (int)answer.StatusCode,
        };

    private async Task<LakeException> RefusalAsync(HttpResponseMessage answer, string? bearer, CancellationToken cancellationToken)
    {
        var text = Without(bearer, await ResponseBody.ReadTextAsync(answer.Content, cancellationToken).ConfigureAwait(false));
        var requestId = RequestId.Of(answer);
        var (code, detail, isOfService) = ResponseBody.ReadProblem(
            answer.StatusCode, text, ResponseBody.IsPage(answer.Content, text));
        var status = (int)answer.StatusCode;
        var retryAfter = RetryAfter.Of(answer, time);
        var isAway = Gateway.MaySay(answer.StatusCode) && http.HasAnswered(answer.RequestMessage!.RequestUri!);
        return isAway && !isOfService
            ? new LakeException(ResponseClassifier.OfGateway,
                $"{service} is away, and a gateway answers in its place: {detail.TrimEnd('.')} ({status}).")
            {
                Status = status,
                RetryAfter = retryAfter,
                IsOutage = true,
            }
            : new ServiceRefusal(service, status, detail)
            {
                Code = code,
                ConflictingId = status == 409 ? ResponseBody.IdIn(text) : null,
                RetryAfter = retryAfter,
                RequestId = requestId,
                IsAway = isAway,
                AboutToken = AboutToken(status, bearer),
            }.ToException();
    }

    // A service that refuses a token need not say what is wrong with it.
    private string AboutToken(int status, string? bearer) =>
        status == 401 && TokenClaims.FaultOf(bearer, time.GetUtcNow()) is { } fault ? " " + fault : "";

    // A service may quote what it refused; a token that is no JWT is known as one only here.
    private static string Without(string? token, string text) =>
        string.IsNullOrEmpty(token) ? text : text.Replace(token, "…", StringComparison.Ordinal);

    private LakeException Unanswered(Uri target, TransportFailure failure, Exception fault) =>
        new(ResponseClassifier.OfTransportFailure(failure),
            $"{service} at {target.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)} {failure.InWords()}.", fault)
        {
            IsUnreachable = failure.IsUnreachable(),
            IsOutage = failure.IsUnreachable() && http.HasAnswered(target),
        };

    private static Uri Under(Uri address, string path) => new(address.AbsoluteUri.TrimEnd('/') + path);
}
