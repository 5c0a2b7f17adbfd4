using System.Diagnostics;
using System.Diagnostics.Metrics;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using DreamLake.Hosting.Measures;

namespace DreamLake.Serving.Measures;

/// <summary>A client of S3 that measures each call, retries included, and makes a span of it.</summary>
internal sealed class MeasuredS3Client(AWSCredentials credentials, AmazonS3Config config) : AmazonS3Client(credentials, config)
{
    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandler(new S3Calls());
    }
}

/// <summary>
/// Stands before all that the SDK does for a call. It keeps the call's name alone: keys and addresses are nobody's business.
/// </summary>
internal sealed class S3Calls : PipelineHandler
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "DreamLake.S3";

    private const string Request = "Request";

    // Clients are made before there is a host to ask for a meter.
    private static readonly Meter Meter = new(MeterName);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "dreamlake.s3.duration", "s", "How long S3 takes for a call, retries included and without the body that it gives.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30] });

    /// <inheritdoc/>
    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        if (!Duration.Enabled && !LakeSpans.Source.HasListeners()) return await base.InvokeAsync<T>(executionContext);
        var call = NameOf(executionContext.RequestContext.RequestName);
        var started = Stopwatch.GetTimestamp();
        using var span = LakeSpans.Source.StartActivity($"S3 {call}", ActivityKind.Client);
        var result = "failed";
        try
        {
            var answer = await base.InvokeAsync<T>(executionContext);
            result = "done";
            return answer;
        }
        catch (AmazonServiceException refused) when ((int)refused.StatusCode is >= 400 and < 500)
        {
            // An answer like any other: nothing is there, say.
            result = "refused";
            throw;
        }
        finally
        {
            if (result == "failed") span?.SetStatus(ActivityStatusCode.Error);
            Duration.Record(
                Stopwatch.GetElapsedTime(started).TotalSeconds, KeyValuePair.Create<string, object?>("call", call),
                KeyValuePair.Create<string, object?>("result", result));
        }
    }

    private static string NameOf(string request) =>
        request.EndsWith(Request, StringComparison.Ordinal) ? request[..^Request.Length] : request;
}
