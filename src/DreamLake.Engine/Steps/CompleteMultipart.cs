using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Protocol;

namespace DreamLake.Engine.Steps;

/// <summary>Step 6: completes the multipart upload; then the bytes are stored.</summary>
internal sealed class CompleteMultipart(BssClient bss, StoredContent stored) : IUploadStep
{
    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.CompleteMultipart;

    /// <inheritdoc/>
    public async Task RunAsync(Upload upload, CancellationToken cancellation)
    {
        EnsureUnchanged(upload);
        var state = upload.State!;
        try
        {
            await bss.CompleteAsync(upload.Target.Type, new CompleteRequest(state.UploadId, state.Key, upload.PartsDone), cancellation);
            stored.Add(state.Key);
        }
        catch (LakeFault fault) when (IsUnknownUpload(fault))
        {
            // Every part was there: an earlier try may have completed it and only its answer was lost.
            // The next step tells, because BSS registers nothing that is not in the pool.
            upload.Note("the lake knows the upload no more; whether an earlier try completed it shows at the registration");
        }

        upload.Record(Name);
        upload.ReleaseContent();
    }

    private static void EnsureUnchanged(Upload upload)
    {
        try
        {
            upload.EnsureUnchanged();
        }
        catch (FileNotFoundException fault)
        {
            throw upload.Changed("it is no longer there", fault);
        }
    }

    private static bool IsUnknownUpload(LakeFault fault) =>
        fault.Status == 404 || (fault.Code + fault.Message).Contains("NoSuchUpload", StringComparison.Ordinal);
}
