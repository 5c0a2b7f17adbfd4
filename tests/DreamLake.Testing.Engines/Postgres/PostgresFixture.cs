namespace DreamLake.Testing.Engines.Postgres;

/// <summary>A <see cref="PostgresServer"/> for a test class or a test project.</summary>
public sealed class PostgresFixture : EngineFixture<PostgresServer>
{
    /// <inheritdoc/>
    protected override string? Missing => PostgresServer.Missing;

    /// <inheritdoc/>
    protected override Task<PostgresServer> StartAsync(CancellationToken cancellationToken) => PostgresServer.StartAsync(cancellationToken);
}
