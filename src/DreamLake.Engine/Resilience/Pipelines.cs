using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace DreamLake.Engine.Resilience;

/// <summary>How calls are tried again: the one place where Polly's pipelines are built.</summary>
/// <remarks>Exponential waits with jitter; what a service asks for by <c>Retry-After</c> comes first.</remarks>
internal sealed class Pipelines
{
    private readonly UploadOptions _options;
    private readonly TimeProvider _time;

    public Pipelines(UploadOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        Control = Build(options.ControlTries, options.ControlTimeout);
        Complete = Build(options.ControlTries, options.CompleteTimeout);
        Part = Build(options.PartTries, options.PartTimeout);
    }

    /// <summary>For control calls.</summary>
    public ResiliencePipeline Control { get; }

    /// <summary>For <c>complete</c>, which S3 may take minutes over.</summary>
    public ResiliencePipeline Complete { get; }

    /// <summary>For the PUT of a part.</summary>
    public ResiliencePipeline Part { get; }

    private ResiliencePipeline Build(int tries, TimeSpan timeout)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = _time };
        if (tries > 1)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } fault && IsWorthATry(fault, arguments.AttemptNumber)),
                MaxRetryAttempts = tries - 1,
                Delay = _options.RetryDelay,
                MaxDelay = _options.MaxRetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Exception as LakeFault)?.RetryAfter),
            });
        }

        return builder.AddTimeout(timeout).Build();
    }

    private static bool IsWorthATry(Exception exception, int attempt) => exception switch
    {
        TimeoutRejectedException => true,
        LakeFault { Verdict: Verdict.Retry } => true,
        LakeFault { Verdict: Verdict.RetryOnce } => attempt == 0,
        _ => false,
    };
}
