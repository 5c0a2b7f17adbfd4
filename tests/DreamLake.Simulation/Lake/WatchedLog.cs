using Microsoft.Extensions.Logging;

namespace DreamLake.Simulation.Lake;

/// <summary>Hands what the lake's own code logs to whoever looks for secrets in it.</summary>
internal sealed class WatchedLog(Action<string> read) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) =>
        new Reader(read, categoryName.StartsWith("DreamLake.", StringComparison.Ordinal) ? LogLevel.Information : LogLevel.Warning);

    public void AddProvider(ILoggerProvider provider)
    {
        // There is one reader, this.
    }

    public void Dispose()
    {
    }

    private sealed class Reader(Action<string> read, LogLevel least) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) read($"{formatter(state, exception)} {exception}");
        }
    }
}
