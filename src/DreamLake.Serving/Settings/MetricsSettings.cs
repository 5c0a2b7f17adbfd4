namespace DreamLake.Serving.Settings;

/// <summary>Whether a process tells of its metrics at <c>/metrics</c>, and to whom.</summary>
internal sealed record MetricsSettings
{
    /// <summary>
    /// Whether /metrics answers Prometheus, at each address of the process: with a token of the whole lake. Default: yes.
    /// </summary>
    public bool Serve { get; init; } = true;

    /// <summary>A file with a secret of 16 characters or more, which opens /metrics and nothing else. The Lambda and the pool, which
    /// take no token, answer that alone. Read at each request. Default: none.</summary>
    public string? TokenFile { get; init; }
}

/// <summary>Whether a process sends its metrics and traces to a collector by OTLP.</summary>
internal sealed record OtlpSettings
{
    /// <summary>The collector, such as http://localhost:4317. Default: none; OTEL_EXPORTER_OTLP_ENDPOINT and the other variables of
    /// OpenTelemetry count too.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Which share of the requests is traced where the caller does not say: 0 to 1. Default: 1, all of them.</summary>
    public double TracedShare { get; init; } = 1;
}
