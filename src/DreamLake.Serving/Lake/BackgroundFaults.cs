using Microsoft.Extensions.Logging;

namespace DreamLake.Serving.Lake;

/// <summary>Keeps what a host's background work died of. A host tells of it by its log alone, and then stops.</summary>
internal sealed class BackgroundFaults : ILoggerProvider, ILogger
{
    private const string Hosting = "Microsoft.Extensions.Hosting.Internal.Host";
    private static readonly ILogger Deaf = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
    private Exception? _first;

    /// <summary>The first one; null where none died.</summary>
    public Exception? First => Volatile.Read(ref _first);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => categoryName == Hosting ? this : Deaf;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is not null) Interlocked.CompareExchange(ref _first, exception, null);
    }

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
