using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DreamLake.Hosting.Measures;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DreamLake.Hosting.Batches;

/// <summary>
/// Answers batch calls: each item is read, answered and refused as the body of the single call would be, and touches no other.
/// </summary>
/// <param name="json">How the services read and write messages.</param>
/// <param name="meter">Counts the refusals.</param>
/// <param name="log">Told of failures of the service.</param>
public sealed class BatchCalls(IOptions<JsonOptions> json, RequestMeter meter, ILogger<BatchCalls> log)
{
    private readonly JsonSerializerOptions _json = json.Value.SerializerOptions;

    /// <summary>Answers a batch.</summary>
    /// <param name="request">The batch.</param>
    /// <param name="answerAsync">Answers those items that could be read: for each, in their order, what came of it.</param>
    /// <param name="cancellationToken">The client has left.</param>
    /// <exception cref="RefusalException">400: there are no items, or too many.</exception>
    public async Task<BatchCallResponse> AnswerAsync<TItem, TAnswer>(
        BatchCallRequest request, Func<IReadOnlyList<TItem>, Task<IReadOnlyList<Attempt<TAnswer>>>> answerAsync,
        CancellationToken cancellationToken)
        where TItem : class
        where TAnswer : class
    {
        var read = ItemsOf(request).Select(item => Attempts.Make(() => Read<TItem>(item))).ToList();
        var answers = await Attempts.GoOnAsync(read, answerAsync);
        return new BatchCallResponse([.. answers.Select(answer => AnswerOf(answer, cancellationToken))]);
    }

    private static IReadOnlyList<JsonElement> ItemsOf(BatchCallRequest request) => request.Items switch
    {
        null => throw RefusalException.Malformed("The field 'items' is missing."),
        { Count: > BatchCallRequest.MostItems } items => throw RefusalException.Malformed(
            $"A batch has at most {BatchCallRequest.MostItems} items; these are {items.Count}. Nothing was done: send it in several."),
        var items => items,
    };

    private TItem Read<TItem>(JsonElement item)
        where TItem : class
    {
        try
        {
            return item.Deserialize((JsonTypeInfo<TItem>)_json.GetTypeInfo(typeof(TItem)))
                ?? throw RefusalException.Malformed("The item is null.");
        }
        catch (JsonException fault)
        {
            throw new BadHttpRequestException(fault.Message, StatusCodes.Status400BadRequest, fault);
        }
    }

    private JsonElement AnswerOf<TAnswer>(Attempt<TAnswer> attempt, CancellationToken cancellationToken)
        where TAnswer : class =>
        attempt.Fault is { } fault
            ? RefusalOf(fault, cancellationToken)
            : JsonSerializer.SerializeToElement(attempt.Take(), (JsonTypeInfo<TAnswer>)_json.GetTypeInfo(typeof(TAnswer)));

    private JsonElement RefusalOf(Exception fault, CancellationToken cancellationToken)
    {
        var answer = FaultAnswer.Of(fault, cancellationToken);
        meter.Refused(answer.Status, (fault as RefusalException)?.Reason);
        // What was refused in words was logged where that was needed.
        if (answer.Status >= StatusCodes.Status500InternalServerError && fault is not RefusalException)
            log.LogError(fault, "An item of a batch failed");
        return JsonSerializer.SerializeToElement(
            new RefusedItem(answer.Status, answer.Detail, (fault as RefusalException)?.ConflictingId, answer.RetryAfterOf(fault)),
            ProtocolJson.Default.RefusedItem);
    }
}
