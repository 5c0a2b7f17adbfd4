using Polly;
using Polly.Retry;

namespace DreamLake.Engine.Resilience;

/// <summary>How calls are tried again: the one place where Polly's pipelines are built.</summary>
/// <remarks>
/// Exponential waits with jitter; what a service asks for by <c>Retry-After</c> comes first; a part that is signed again is sent at once.
/// </remarks>
internal sealed class Pipelines
{
    private static readonly ResiliencePropertyKey<TryBudget> BudgetKey = new("budget");
    private readonly UploadOptions _options;
    private readonly TimeProvider _time;
    private readonly AskedWaits? _waits;

    // What the lake has already is worth a moment's wait, and no more: without an answer the file is sent.
    private const int LookupTries = 2;
    private static readonly TimeSpan LookupPatience = TimeSpan.FromSeconds(20);

    // Built at their first use, or by Build beside the first file's hash: building takes longer than anything else before it.
    private readonly Lazy<CallPipeline> _control;
    private readonly Lazy<CallPipeline> _lookup;
    private readonly Lazy<CallPipeline> _complete;
    private readonly Lazy<CallPipeline> _part;

    public Pipelines(UploadOptions options, TimeProvider time, AskedWaits? waits = null)
    {
        _waits = waits;
        (_options, _time) = (options, time);
        _control =
            new(() => new CallPipeline(Build(options.ControlTimeout), () => new TryBudget(options.ControlTries, options.Patience, time)));
        var patience = options.Patience < LookupPatience ? options.Patience : LookupPatience;
        _lookup = new(() => new CallPipeline(Build(options.ControlTimeout), () => new TryBudget(LookupTries, patience, time)));
        _complete =
            new(() => new CallPipeline(Build(options.CompleteTimeout), () => new TryBudget(options.ControlTries, options.Patience, time)));
        // A part has times of its own, which know of its bytes: PartWatch.
        _part = new(() => new CallPipeline(Build(timeout: null), () => new TryBudget(options.PartTries, options.Patience, time)));
    }

    /// <summary>For control calls.</summary>
    public CallPipeline Control => _control.Value;

    /// <summary>For the question what the lake has already.</summary>
    public CallPipeline Lookup => _lookup.Value;

    /// <summary>For <c>complete</c>, which S3 may take minutes over.</summary>
    public CallPipeline Complete => _complete.Value;

    /// <summary>For the PUT of a part.</summary>
    public CallPipeline Part => _part.Value;

    /// <summary>Builds those that every upload needs.</summary>
    public void Build() => _ = (Control, Part, Complete);

    private ResiliencePipeline Build(TimeSpan? timeout)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = _time }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is { } fault && arguments.Context.Properties.TryGetValue(BudgetKey, out var budget)
                && budget.Allows(fault)),
            // The budget ends it.
            MaxRetryAttempts = int.MaxValue,
            Delay = _options.RetryDelay,
            MaxDelay = _options.MaxRetryDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            OnRetry = arguments =>
            {
                if (arguments.Outcome.Exception is LakeException { RetryAfter: not null } fault)
                    _waits?.Add(fault.Message, arguments.RetryDelay);
                return ValueTask.CompletedTask;
            },
            Randomizer = _options.Jitter,
            DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Exception is LakeException fault
                ? fault.RetryDecision == RetryDecision.SignAgain ? TimeSpan.Zero : fault.RetryAfter
                : null),
        });
        return (timeout is { } limit ? builder.AddTimeout(limit) : builder).Build();
    }

    /// <summary>A pipeline, with a budget of its own for each call.</summary>
    internal sealed class CallPipeline(ResiliencePipeline pipeline, Func<TryBudget> newBudget)
    {
        /// <summary>What one call may use up.</summary>
        public TryBudget NewBudget() => newBudget();

        /// <summary>Makes a call, and makes it again as long as its budget allows.</summary>
        public async Task<T> RunAsync<T>(TryBudget budget, Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken)
        {
            var context = ResilienceContextPool.Shared.Get(cancellationToken);
            context.Properties.Set(BudgetKey, budget);
            try
            {
                return await pipeline.ExecuteAsync(
                    static async (attempt, call) =>
                    {
                        call.Budget.Begin();
                        return await call.Send(attempt.CancellationToken).ConfigureAwait(false);
                    },
                    context,
                    new Call<T>(budget, send)).ConfigureAwait(false);
            }
            finally
            {
                ResilienceContextPool.Shared.Return(context);
            }
        }

        // A class and no struct: of generic code over structs nothing is compiled ahead, and every start of the command would compile it.
        // For the same reason every T here is a class.
        private sealed record Call<T>(TryBudget Budget, Func<CancellationToken, Task<T>> Send);
    }
}
