using DreamLake.Bss.S3;
using DreamLake.Hosting;
using DreamLake.Hosting.Batches;
using DreamLake.Protocol;
using Microsoft.Extensions.Logging;

namespace DreamLake.Bss.Multipart;

/// <summary>Answers the items of BSS's batch calls: a few at once, for each asks S3.</summary>
internal sealed class UploadItems(BatchCalls batches, ILogger<UploadItems> log)
{
    // As many calls as S3 is asked at once for one batch. More bring nothing on one disk, and take a bound of others' away.
    private const int AtOnce = 8;

    /// <summary>Answers a batch whose items are answered as the single call answers each.</summary>
    public Task<BatchCallResponse> AnswerEachAsync<TItem, TAnswer>(
        BatchCallRequest request, Func<TItem, Task<TAnswer>> answerAsync, CancellationToken cancellationToken)
        where TItem : class
        where TAnswer : class =>
        batches.AnswerAsync<TItem, TAnswer>(
            request,
            items => Attempts.MakeEachAsync(
                items, AtOnce, item => GuardAsync(() => answerAsync(item), cancellationToken), cancellationToken),
            cancellationToken);

    /// <summary>A failure of S3 is told in the words that the single call has for it.</summary>
    private async Task<T> GuardAsync<T>(Func<Task<T>> answerAsync, CancellationToken cancellationToken)
    {
        try
        {
            return await answerAsync();
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && S3Fault.Of(fault) is not null)
        {
            var told = S3Fault.Of(fault)!;
            // Its type alone: an SDK's message may quote an address, and an address may be signed.
            log.LogError("An item of a batch: {Exception}: {Detail}", fault.GetType().Name, told.Detail);
            throw new RefusalException(told.Status, told.Detail);
        }
    }
}
