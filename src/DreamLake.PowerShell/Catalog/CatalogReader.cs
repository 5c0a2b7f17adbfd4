using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Errors;
using DreamLake.PowerShell.Session;
using DreamLake.PowerShell.Waiting;
using DreamLake.Presentation;
using DreamLake.Protocol;

namespace DreamLake.PowerShell.Catalog;

/// <summary>Reads from the session's lake on the pipeline's thread; what goes wrong becomes the cmdlet's errors.</summary>
/// <remarks>
/// It stands between the cmdlets and the engine because PowerShell looks at every member of a cmdlet, before the engine is loaded.
/// </remarks>
/// <param name="cmdlet">Writes errors.</param>
/// <param name="connection">The lake that was chosen; null for the session's.</param>
internal sealed class CatalogReader(PSCmdlet cmdlet, DreamLakeConnection? connection) : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private readonly PipelineStop _stop = new();
    private LakeConnection? _lake;
    private LakeCatalog? _catalog;

    /// <summary>Cancelled by Ctrl+C.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>The session's lake.</summary>
    public LakeConnection Lake => _lake ??= ReadLake();

    // Asked for on the pipeline's thread alone: the session belongs to it.
    private LakeCatalog Catalog => _catalog ??= new LakeCatalog(Lake);

    /// <summary>Ctrl+C.</summary>
    public void Stop() => _stop.Stop();

    /// <summary>Assets by place and name, each once, as pages come.</summary>
    /// <param name="episode">The address; null or empty for all that the token reads.</param>
    /// <param name="paths">How names begin, or patterns; none for all.</param>
    /// <param name="type">The type's word; null or empty for all.</param>
    /// <param name="hash">How the SHA-256 begins; null for any.</param>
    /// <param name="allVersions">Whether former versions are listed too.</param>
    public IEnumerable<LakeAsset> Assets(string? episode, string[] paths, string? type, string? hash, bool allVersions) =>
        Matching(
            new AssetQuery { Episode = EpisodeOf(episode), Type = TypeOf(type), Hash = hash, AllVersions = allVersions }, paths, episode);

    /// <summary>The same of what is in the trash.</summary>
    public IEnumerable<LakeAsset> Trash(string? episode, string[] paths, string? type, string? hash) =>
        Matching(new AssetQuery { Episode = EpisodeOf(episode), Type = TypeOf(type), Hash = hash, Trash = true }, paths, episode);

    /// <summary>Puts an asset into the trash; null, with an error written, where that did not go.</summary>
    public TrashedAsset? Remove(LakeAsset asset, bool allVersions)
    {
        var catalog = Catalog;
        return Ask(() => catalog.RemoveAsync(asset, allVersions, Stopping), asset.Name.Path, out _);
    }

    /// <summary>Takes an asset out of the trash; null, with an error written, where that did not go.</summary>
    public TrashedAsset? Restore(string id)
    {
        var catalog = Catalog;
        var restored = Ask(() => catalog.RestoreAsync(id, Stopping), id, out var isAnswered);
        if (restored is null && isAnswered)
        {
            cmdlet.WriteError(ErrorRecords.Create(null, "AssetNotFound", ErrorCategory.ObjectNotFound, id,
                $"The lake has no asset with the id '{NameRules.Printable(id)}', in the trash or not.",
                "Get-DreamLakeAsset -Trash lists what can be restored."));
        }

        return restored;
    }

    private IEnumerable<LakeAsset> Matching(AssetQuery query, string[] paths, string? episode)
    {
        AssetPattern[] patterns = paths.Length == 0 ? [new AssetPattern(null)] : [.. paths.Select(path => new AssetPattern(path))];
        for (var i = 0; i < patterns.Length; i++)
        {
            foreach (var asset in Pull(Catalog.ListAsync(query with { Prefix = patterns[i].Prefix }, Stopping), episode))
            {
                if (patterns[i].Matches(asset) && !patterns[..i].Any(earlier => earlier.Fits(asset))) yield return asset;
            }
        }
    }

    /// <summary>Episodes by name, as pages come.</summary>
    public IEnumerable<LakeEpisode> Episodes(string? space) => Pull(Catalog.EpisodesAsync(EpisodeOf(space), Stopping), space);

    /// <summary>An asset by its id; null, with an error written, where there is none.</summary>
    public LakeAsset? Find(string id)
    {
        var catalog = Catalog;
        var found = Ask(() => catalog.FindByIdAsync(id, Stopping), id, out var isAnswered);
        if (found is null && isAnswered)
        {
            cmdlet.WriteError(ErrorRecords.Create(null, "AssetNotFound", ErrorCategory.ObjectNotFound, id,
                $"The lake has no asset with the id '{NameRules.Printable(id)}'.", "Get-DreamLakeAsset lists those that it has."));
        }

        return found;
    }

    /// <summary>Waits for an asset; null, with an error written, where it came to another end.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="goal">What is waited for.</param>
    /// <param name="look">Shown how far it is, a few times a second.</param>
    /// <param name="timeout">How long at most; null for ever.</param>
    public LakeAsset? Wait(LakeAsset asset, Engine.WaitFor goal, Action<LakeAsset> look, TimeSpan? timeout)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Stopping);
        if (timeout is { } limit) deadline.CancelAfter(limit);
        var seen = asset;
        var waiting = Catalog.WaitAsync(asset, goal, now => seen = now, deadline.Token);
        try
        {
            while (!BlockingCall.Run(() => IsOverAsync(waiting))) look(seen);
            return Ask(() => waiting, asset.Name.Path, out _);
        }
        catch (PipelineStoppedException) when (!Stopping.IsCancellationRequested)
        {
            cmdlet.WriteError(ErrorRecords.Create(null, "TimedOut", ErrorCategory.OperationTimeout, asset.Name.Path,
                $"'{asset.Name}' did not come to it in time; its status is '{AssetText.StatusOf(seen)}'.",
                "The lake goes on. Run the same command again to wait on."));
            return null;
        }
    }

    /// <summary>What an asynchronous sequence gives, one after the other; its error ends it.</summary>
    /// <param name="source">The sequence.</param>
    /// <param name="target">What errors are about.</param>
    /// <param name="look">Called a few times a second while the next is waited for.</param>
    public IEnumerable<T> Pull<T>(IAsyncEnumerable<T> source, object? target, Action? look = null)
    {
        var items = source.GetAsyncEnumerator(Stopping);
        var next = Task.FromResult(false);
        try
        {
            while (true)
            {
                next = Task.Run(async () => await items.MoveNextAsync().ConfigureAwait(false));
                while (look is not null && !BlockingCall.Run(() => IsOverAsync(next))) look();
                if (!Ask(() => next, target, out _)) yield break;
                yield return items.Current;
            }
        }
        finally
        {
            // A sequence that is still asked may not be disposed of: a look that threw leaves it so.
            BlockingCall.Run(async () =>
            {
                await Task.WhenAny(next).ConfigureAwait(false);
                await items.DisposeAsync().ConfigureAwait(false);
            });
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _catalog?.Dispose();
        _stop.Dispose();
    }

    /// <summary>Whether work is over within a fifth of a second: as often as a console repaints.</summary>
    public static async Task<bool> IsOverAsync(Task work) =>
        await Task.WhenAny(work, Task.Delay(Look, TimeProvider.System)).ConfigureAwait(false) == work;

    private T? Ask<T>(Func<Task<T>> ask, object? target, out bool isAnswered)
    {
        isAnswered = true;
        try
        {
            return BlockingCall.Run(ask);
        }
        catch (Engine.UploadException fault) when (fault.StopsRun)
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.Of(fault, target));
        }
        catch (Engine.UploadException fault)
        {
            cmdlet.WriteError(ErrorRecords.Of(fault, target));
        }

        isAnswered = false;
        return default;
    }

    private LakeConnection ReadLake()
    {
        try
        {
            return (connection?.Choice ?? LakeSession.Current.Choice).Lake();
        }
        catch (FormatException fault)
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.InvalidConnection(fault, "Set it right, or use Connect-DreamLake."));
            throw;
        }
    }

    private EpisodeAddress? EpisodeOf(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (EpisodeAddress.TryParse(text, out var address, out var fault)) return address;
        cmdlet.ThrowTerminatingError(ErrorRecords.Create(null, "InvalidName", ErrorCategory.InvalidArgument, text, fault,
            "Nothing was read."));
        return null;
    }

    private Protocol.AssetType? TypeOf(string? word)
    {
        if (AssetTypeWord.TryParse(string.IsNullOrEmpty(word) ? null : word, out var type, out var fault)) return type;
        cmdlet.ThrowTerminatingError(ErrorRecords.Create(null, "UnknownType", ErrorCategory.InvalidArgument, word, fault,
            "Nothing was read."));
        return null;
    }
}
