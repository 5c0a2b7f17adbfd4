namespace DreamLake.Serving.Lake;

/// <summary>Keeps the token of the machine's owner in the lake's folder one that the lake takes, for as long as it serves.</summary>
internal sealed class OwnerTokenFile : IAsyncDisposable
{
    // Each is good for 30 days.
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);
    private readonly LakeFolder _folder;
    private readonly EmbeddedLake _lake;
    private readonly ITimer _timer;

    private OwnerTokenFile(LakeFolder folder, EmbeddedLake lake)
    {
        (_folder, _lake) = (folder, lake);
        Path = folder.KeepToken(lake.OwnerToken());
        lake.KeysChanged += Renew;
        _timer = TimeProvider.System.CreateTimer(_ => Renew(), null, Interval, Interval);
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>Writes it, and again each day and whenever the lake's keys are rotated.</summary>
    public static OwnerTokenFile Keep(LakeFolder folder, EmbeddedLake lake) => new(folder, lake);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _lake.KeysChanged -= Renew;
        await _timer.DisposeAsync();
    }

    private void Renew()
    {
        try
        {
            _folder.KeepToken(_lake.OwnerToken());
        }
        catch (IOException)
        {
            // A folder that cannot be written for a moment: the next day's, or the next start's, is written.
        }
    }
}
