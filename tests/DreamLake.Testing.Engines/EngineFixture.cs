using Xunit;

namespace DreamLake.Testing.Engines;

/// <summary>
/// An engine for a test class (<c>IClassFixture</c>) or a whole test project (<c>AssemblyFixture</c>): started once, before the first
/// test, and ended after the last. Where it is not installed the fixture does nothing, and a test that asks for it is skipped.
/// </summary>
/// <typeparam name="TEngine">The engine that is started.</typeparam>
public abstract class EngineFixture<TEngine> : IAsyncLifetime
    where TEngine : class, IAsyncDisposable
{
    private TEngine? _engine;

    /// <summary>The running engine; where it is not installed, the running test is skipped and says what to install.</summary>
    public TEngine Engine
    {
        get
        {
            if (Missing is { } reason) Assert.Skip(reason);
            return _engine
                ?? throw new InvalidOperationException($"{GetType().Name} was not initialized: is it a fixture of the test class?");
        }
    }

    /// <summary>Why the engine cannot run on this machine, and what to install; null where it can.</summary>
    protected abstract string? Missing { get; }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Missing is null) _engine = await StartAsync(TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_engine is not null) await _engine.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts the engine and waits until it answers.</summary>
    protected abstract Task<TEngine> StartAsync(CancellationToken cancellationToken);
}
