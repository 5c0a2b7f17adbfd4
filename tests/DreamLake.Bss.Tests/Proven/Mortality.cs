using System.Data.Common;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace DreamLake.Bss.Tests.Proven;

/// <summary>
/// Ends a BSS between two of its steps. Each S3 call and each change of its tables passes here before it is made and after it was made;
/// from the chosen moment on none is made any more, as none is by a process that is gone.
/// </summary>
public sealed partial class Mortality
{
    private readonly Lock _gate = new();
    private List<string> _moments = [];
    private TaskCompletionSource _died = new();
    private int _dieAt;

    /// <summary>The moments that were passed since it was armed, in words; the last one is that of the death, where it died.</summary>
    public IReadOnlyList<string> Moments
    {
        get { lock (_gate) return [.. _moments]; }
    }

    /// <summary>Comes to its end when the host dies.</summary>
    public Task Died
    {
        get { lock (_gate) return _died.Task; }
    }

    /// <summary>Has it live, and die at a moment from here on, the first being 1.</summary>
    public void Arm(int dieAt)
    {
        lock (_gate) (_moments, _died, _dieAt) = ([], new(TaskCreationOptions.RunContinuationsAsynchronously), dieAt);
    }

    /// <summary>Has it live for good. Nobody may be at work in it.</summary>
    public void Disarm() => Arm(0);

    private void Pass(string moment)
    {
        lock (_gate)
        {
            if (_dieAt == 0) return;
            if (!_died.Task.IsCompleted)
            {
                _moments.Add(moment);
                if (_moments.Count < _dieAt) return;
                _died.SetResult();
            }
        }

        throw new HttpRequestException("killed by the test");
    }

    /// <summary>The statements that change something; what is read changes nothing, but a dead host reads no more.</summary>
    public sealed partial class Statements(Mortality mortality) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            Before(command);
            return ValueTask.FromResult(result);
        }

        public override ValueTask<DbDataReader> ReaderExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
        {
            After(command);
            return ValueTask.FromResult(result);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Before(command);
            return ValueTask.FromResult(result);
        }

        public override ValueTask<int> NonQueryExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            After(command);
            return ValueTask.FromResult(result);
        }

        private void Before(DbCommand command)
        {
            if (Change().Match(command.CommandText) is { Success: true } change) mortality.Pass(Name(change));
        }

        // Inside a transaction the moment after one statement is the moment before the next.
        private void After(DbCommand command)
        {
            if (command.Transaction is null && Change().Match(command.CommandText) is { Success: true } change)
                mortality.Pass(Name(change) + ", done");
        }

        private static string Name(Match change) => $"{change.Groups["verb"].Value.Split(' ')[0]} {change.Groups["table"].Value}";

        [GeneratedRegex("""^\s*(?<verb>INSERT INTO|UPDATE|DELETE FROM) "(?<table>[a-z_]+)"\s""")]
        private static partial Regex Change();
    }

    /// <summary>The commits, whose two sides are two moments.</summary>
    public sealed class Commits(Mortality mortality) : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result,
            CancellationToken cancellationToken = default)
        {
            mortality.Pass("commit");
            return ValueTask.FromResult(result);
        }

        public override Task TransactionCommittedAsync(
            DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            mortality.Pass("commit, done");
            return Task.CompletedTask;
        }
    }

    /// <summary>The calls of S3, whose two sides are two moments: asked, and answered.</summary>
    public sealed class S3Calls(Mortality mortality) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
            new(new Handler(mortality) { InnerHandler = new SocketsHttpHandler() }, disposeHandler: true);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        private sealed class Handler(Mortality mortality) : DelegatingHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(
                HttpRequestMessage request, CancellationToken cancellationToken)
            {
                var call = NameOf(request.Method.Method, request.RequestUri!.Query);
                mortality.Pass(call);
                var answer = await base.SendAsync(request, cancellationToken);
                mortality.Pass(call + ", answered");
                return answer;
            }

            private static string NameOf(string method, string query) =>
                (method, query.Contains("uploadId=", StringComparison.Ordinal)) switch
            {
                ("POST", true) => "S3 Complete",
                ("POST", false) => "S3 Create",
                ("GET", true) => "S3 ListParts",
                ("GET", false) => "S3 Get",
                ("DELETE", true) => "S3 Abort",
                ("DELETE", false) => "S3 Delete",
                _ => "S3 " + method,
            };
        }
    }
}
