namespace DreamLake.Bss.Tests.Hosts;

/// <summary>The system's clock, some time ahead: what is due then is due now. Waits are as long as they are.</summary>
internal sealed class ShiftedTime(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
}
