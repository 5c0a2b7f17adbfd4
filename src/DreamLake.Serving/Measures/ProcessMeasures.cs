using DreamLake.Bss;
using DreamLake.Hosting.Measures;
using DreamLake.Hosting.Tables;
using DreamLake.Lambda;
using DreamLake.Serving.Settings;
using DreamLake.StagingPool;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DreamLake.Serving.Measures;

/// <summary>
/// The metrics and traces of one process, whatever roles it has: collected once, told at <c>/metrics</c> of each of its addresses, and sent
/// by OTLP where there is a collector.
/// </summary>
/// <remarks>A lake of one person has none of it, and does not load what it needs.</remarks>
internal sealed class ProcessMeasures : IAsyncDisposable
{
    private const string Service = "dreamlake-lake";

    // As OpenTelemetry names them for every program.
    private static readonly string[] Variables =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);

    private readonly MetricsSettings _settings;
    private readonly MeterProvider _meters;
    private readonly TracerProvider? _traces;
    private readonly List<SampledGauges> _gauges = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _looking;

    /// <summary>Begins to collect.</summary>
    /// <param name="metrics">Whether and to whom they are told.</param>
    /// <param name="otlp">Where they are sent.</param>
    public ProcessMeasures(MetricsSettings metrics, OtlpSettings otlp)
    {
        _settings = metrics;
        var isSent = IsConfigured(otlp);
        _meters = Meters(metrics, isSent ? otlp : null);
        _traces = isSent ? Traces(otlp) : null;
        _looking = isSent ? LookAgainAndAgainAsync() : Task.CompletedTask;
    }

    /// <summary>Whether a process with these settings collects anything.</summary>
    public static bool AreAsked(MetricsSettings metrics, OtlpSettings otlp) => metrics.Serve || IsConfigured(otlp);

    /// <summary>Takes a host's gauges in, and tells the metrics at its address; before the host maps anything else.</summary>
    public void Use(WebApplication app)
    {
        lock (_gauges) _gauges.AddRange(app.Services.GetServices<SampledGauges>());
        if (!_settings.Serve) return;
        var door = new MetricsDoor(_settings.TokenFile, LookAsync);
        app.UseOpenTelemetryPrometheusScrapingEndpoint(
            _meters, http => http.Request.Path == MetricsDoor.Path && MetricsDoor.IsAsked(http), path: null,
            branch => branch.Use(door.PassAsync), optionsName: null);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _looking;
        _meters.Dispose();
        _traces?.Dispose();
        _stopping.Dispose();
    }

    private static MeterProvider Meters(MetricsSettings metrics, OtlpSettings? otlp)
    {
        var builder = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Resource())
            .AddMeter(
                BssServices.MeterName, LambdaServices.MeterName, StagingPoolHosting.MeterName, RequestMeter.Name, CommandTimes.MeterName,
                S3Calls.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime");
        // What is told is what is now, and not what was a moment ago.
        if (metrics.Serve) builder.AddPrometheusExporter(options => options.ScrapeResponseCacheDurationMilliseconds = 0);
        if (otlp is not null) builder.AddOtlpExporter(options => SendTo(options, otlp, "v1/metrics"));
        return builder.Build();
    }

    private static TracerProvider Traces(OtlpSettings otlp) => Sdk.CreateTracerProviderBuilder().SetResourceBuilder(Resource())
        .AddSource(LakeSpans.Name)
        .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(Math.Clamp(otlp.TracedShare, 0, 1))))
        .AddOtlpExporter(options => SendTo(options, otlp, "v1/traces"))
        .Build();

    private static void SendTo(OtlpExporterOptions options, OtlpSettings otlp, string signal)
    {
        if (otlp.Endpoint is not { } collector) return;
        options.Endpoint = options.Protocol == OtlpExportProtocol.HttpProtobuf ? new Uri(collector, signal) : collector;
    }

    private static ResourceBuilder Resource() => ResourceBuilder.CreateEmpty()
        .AddService(Service, serviceVersion: typeof(ProcessMeasures).Assembly.GetName().Version?.ToString(3))
        .AddTelemetrySdk().AddEnvironmentVariableDetector();

    private static bool IsConfigured(OtlpSettings otlp) => otlp.Endpoint is not null
        || Variables.Any(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)));

    // Whoever scrapes has the gauges looked up; what is sent by itself needs somebody who does.
    private async Task LookAgainAndAgainAsync()
    {
        using var timer = new PeriodicTimer(BetweenLooks);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token)) await LookAsync(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        SampledGauges[] gauges;
        lock (_gauges) gauges = [.. _gauges];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongestLook);
        await Task.WhenAll(gauges.Select(gauge => gauge.SampleAsync(patience.Token)));
    }
}
