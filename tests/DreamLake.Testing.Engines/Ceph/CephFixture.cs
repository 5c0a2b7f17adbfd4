namespace DreamLake.Testing.Engines.Ceph;

/// <summary>A <see cref="CephGateway"/> for a test class or a test project.</summary>
public sealed class CephFixture : EngineFixture<CephGateway>
{
    /// <inheritdoc/>
    protected override string? Missing => CephGateway.Missing;

    /// <inheritdoc/>
    protected override Task<CephGateway> StartAsync(CancellationToken cancellationToken) => CephGateway.StartAsync(cancellationToken);
}
