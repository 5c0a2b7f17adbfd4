using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests.Team;

/// <summary>
/// What a lake's process tells of itself: the numbers are right, the dashboard asks for what there is, and no secret is told.
/// </summary>
public sealed partial class MeasuresTests(MeasuredRun run) : IClassFixture<MeasuredRun>
{
    private static readonly string[] Suspicious = ["X-Amz-Signature", "X-Amz-Credential", "Signature=", "sig=", "Bearer ey", "expires="];

    [Fact]
    public void Uploads_and_refusals_are_counted()
    {
        Assert.Equal(1, Sum("dreamlake_uploads_completed_total"));
        Assert.Equal(new FileInfo(Machine.Sample("run01.mp4")).Length, Sum("dreamlake_uploads_bytes_total"));
        Assert.Equal(1, Sum("dreamlake_uploads_open"));
        Assert.Equal(2, Sum("dreamlake_refusals_total", "reason=\"no_token\""));
        Assert.Equal(1, Sum("dreamlake_refusals_total", "reason=\"bytes\"", "status=\"413\""));
        Assert.Equal(1, Sum("dreamlake_pool_refusals_total", "code=\"SignatureDoesNotMatch\""));
        Assert.Equal(1, Sum("dreamlake_contents_settled_total", "result=\"proven\""));
        Assert.Equal(0, Sum("dreamlake_contents_broken"));
        Assert.True(Sum("dreamlake_s3_duration_seconds_count", "call=\"InitiateMultipartUpload\"", "result=\"done\"") > 1);
        Assert.True(Sum("dreamlake_database_duration_seconds_count", "tables=\"media\"") > 1);
    }

    [Fact]
    public void Only_who_may_see_all_of_the_lake_sees_its_metrics() =>
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized], run.RefusedAtDoor);

    [Fact]
    public void Every_query_of_the_dashboard_and_the_alerts_names_metrics_that_there_are()
    {
        Tools.RequireFfmpeg();
        var folder = Path.Combine(AppContext.BaseDirectory, "deploy");
        var dashboard = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "grafana", "dreamlake.json")))!;
        var queries = dashboard["panels"]!.AsArray().SelectMany(panel => panel!["targets"]?.AsArray() ?? [])
            .Select(target => target!["expr"]!.ToString())
            .Concat(File.ReadLines(Path.Combine(folder, "prometheus", "alerts.yml"))
                .Where(line => line.Contains("expr:", StringComparison.Ordinal)).Select(line => line[(line.IndexOf(':') + 1)..]));
        // Prometheus itself makes this one.
        var named = queries.SelectMany(query => Metric().Matches(query).Select(match => match.Value)).Where(name => name != "up")
            .ToHashSet();
        var told = run.Scraped.Split('\n').Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line[..line.IndexOfAny(['{', ' '])]).ToHashSet();
        Assert.True(named.Count > 25, string.Join(' ', named));
        Assert.Empty(named.Except(told));
    }

    [Fact]
    public void A_span_and_a_line_of_the_log_have_the_id_that_the_error_shows()
    {
        Assert.Contains(MeasuredRun.NamedRequest, run.Traces, StringComparison.Ordinal);
        Assert.Contains("POST /videos/upload/multipart/init", run.Traces, StringComparison.Ordinal);
        Assert.Contains("S3 InitiateMultipartUpload", run.Traces, StringComparison.Ordinal);
        Assert.Contains("database media", run.Traces, StringComparison.Ordinal);
        Assert.Contains("dreamlake.uploads.completed", run.SentMetrics, StringComparison.Ordinal);
        var lines = run.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith('{'))
            .Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Contains(lines, line => line["Scopes"]?.AsArray()
            .Any(scope => scope is JsonObject named && named["RequestId"]?.ToString() == MeasuredRun.FailedRequest) == true);
    }

    [Fact]
    public void No_metric_no_line_of_the_log_and_no_trace_holds_a_secret()
    {
        Assert.True(run.Secrets.Count > 10);
        foreach (var (what, text) in new[]
        {
            ("metrics", run.Scraped), ("log", run.Log), ("output", run.Output), ("traces", run.Traces), ("sent metrics", run.SentMetrics),
        })
        {
            Assert.NotEmpty(text);
            Assert.All(run.Secrets.Concat(Suspicious), secret => Assert.False(
                text.Contains(secret, StringComparison.Ordinal), $"The {what} hold '{secret[..Math.Min(8, secret.Length)]}…'."));
        }
    }

    private double Sum(string metric, params string[] labels) => run.Scraped.Split('\n')
        .Where(line => line.StartsWith(metric + "{", StringComparison.Ordinal) || line.StartsWith(metric + " ", StringComparison.Ordinal))
        .Where(line => labels.All(label => line.Contains(label, StringComparison.Ordinal)))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\b(up|dreamlake_\w+|http_server_\w+|dotnet_\w+)\b(?![^{]*\})")]
    private static partial Regex Metric();
}
