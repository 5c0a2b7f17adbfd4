using System.Data.Common;
using Amazon.Runtime;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace DreamLake.Bss.Tests.Proven;

/// <summary>Ends a BSS between two of its steps: each S3 call, before and after it, and each statement and commit of its tables.</summary>
public sealed class Mortality(int dieAt) : DbCommandInterceptor
{
    private int _step;

    /// <summary>Whether it has died. From then on nothing that it does reaches anything.</summary>
    public bool IsDead => Volatile.Read(ref _step) >= dieAt;

    /// <summary>The steps that are counted; before it is armed none are.</summary>
    public bool IsArmed { get; set; }

    public void Step()
    {
        if (IsArmed && (IsDead || Interlocked.Increment(ref _step) >= dieAt)) throw new HttpRequestException("killed by the test");
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        Step();
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Step();
        return ValueTask.FromResult(result);
    }

    /// <summary>Counts commits, whose two sides are two steps.</summary>
    public sealed class Commits(Mortality mortality) : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result,
            CancellationToken cancellationToken = default)
        {
            mortality.Step();
            return ValueTask.FromResult(result);
        }

        public override Task TransactionCommittedAsync(
            DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            mortality.Step();
            return Task.CompletedTask;
        }
    }

    /// <summary>Counts S3's calls, whose two sides are two steps.</summary>
    public sealed class S3Calls(Mortality mortality) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
            new(new Handler(mortality) { InnerHandler = new SocketsHttpHandler() }, disposeHandler: true);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        private sealed class Handler(Mortality mortality) : DelegatingHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                mortality.Step();
                var answer = await base.SendAsync(request, cancellationToken);
                mortality.Step();
                return answer;
            }
        }
    }
}
