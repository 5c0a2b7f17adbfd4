using System.Globalization;
using DreamLake.Hosting;
using DreamLake.Hosting.Batches;
using DreamLake.Protocol;
using DreamLake.Server.Bss;
using DreamLake.Server.Catalog;
using DreamLake.Server.Trash;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Server.Registering;

/// <summary>Writes registrations into the catalog, each in one transaction.</summary>
/// <remarks>
/// The same place, name, type and BSS id is the same asset: registering it again answers its id. Another BSS id under the same name is a
/// new version with an id of its own, which listings show from then on; the former one stays in the table as superseded, and comes
/// back if its content is registered again, out of the trash too.
/// </remarks>
internal sealed class AssetRegistry(
    IDbContextFactory<CatalogContext> catalogs, OwnMedium media, BssAddresses addresses, TimeProvider time)
{
    // Each conflict means that another request wrote a node or an asset that this one then finds: a few rounds settle any crowd.
    private const int Rounds = 20;

    // As many questions as BSS is asked at once for one batch.
    private const int QuestionsAtOnce = 8;

    private static readonly Dictionary<AssetType, NodeKind> LeafKinds = new()
    {
        [AssetType.Video] = NodeKind.Video,
        [AssetType.Audio] = NodeKind.Audio,
        [AssetType.LabelTrack] = NodeKind.LabelTrack,
        [AssetType.TextTrack] = NodeKind.TextTrack,
    };

    /// <summary>Finds or makes the asset, and answers its id and a fresh address that triggers the Lambda.</summary>
    /// <param name="registration">What is registered.</param>
    /// <param name="authorization">The caller's own, for BSS.</param>
    /// <param name="cancellationToken">Gives up, and leaves nothing of it.</param>
    /// <exception cref="RefusalException">
    /// 403 where its medium is of another namespace, 409 where another content has the name and is not to be replaced, 422 where there is
    /// no such medium, 503 where BSS is away or the others never let it through.
    /// </exception>
    public async Task<RegisterAssetResponse> RegisterAsync(
        Registration registration, string? authorization, CancellationToken cancellationToken)
    {
        registration = await CheckedAsync(registration, authorization, cancellationToken);
        return AnswerTo(registration, (await FindOrMakeAsync([registration], cancellationToken))[0]);
    }

    /// <summary>
    /// The same for each of several, in one transaction where none is in another's way: what came of each, in their order.
    /// </summary>
    /// <param name="registrations">What is registered. Where two have one name, the later one has it in the end.</param>
    /// <param name="authorization">The caller's own, for BSS.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<Attempt<RegisterAssetResponse>>> RegisterEachAsync(
        IReadOnlyList<Registration> registrations, string? authorization, CancellationToken cancellationToken)
    {
        var own = await Attempts.MakeEachAsync(
            registrations, QuestionsAtOnce, registration => CheckedAsync(registration, authorization, cancellationToken),
            cancellationToken);
        return await Attempts.GoOnAsync(own, checkedOnes => MakeEachAsync(checkedOnes, cancellationToken));
    }

    private async Task<Registration> CheckedAsync(Registration registration, string? authorization, CancellationToken cancellationToken) =>
        registration with { Medium = await media.EnsureAsync(registration, authorization, cancellationToken) };

    private RegisterAssetResponse AnswerTo(Registration registration, Registered registered) => new(
        registered.Id,
        addresses.LambdaUrl(registration.Type, registration.BssId, registered.Id, registration.Place.Namespace),
        registered.NodeId.ToString(CultureInfo.InvariantCulture));

    private async Task<IReadOnlyList<Attempt<RegisterAssetResponse>>> MakeEachAsync(
        IReadOnlyList<Registration> registrations, CancellationToken cancellationToken)
    {
        if (registrations.Count == 0) return [];
        var all = await Attempts.MakeAsync(() => FindOrMakeAsync(registrations, cancellationToken), cancellationToken);
        if (all.Fault is null)
            return [.. registrations.Zip(all.Take(), (registration, registered) =>
                new Attempt<RegisterAssetResponse>(AnswerTo(registration, registered)))];
        // One of them is refused, and nothing of the others was written with it: each alone, in their order.
        return await Attempts.MakeEachAsync(
            registrations, atOnce: 1,
            async registration => AnswerTo(registration, (await FindOrMakeAsync([registration], cancellationToken))[0]),
            cancellationToken);
    }

    private async Task<IReadOnlyList<Registered>> FindOrMakeAsync(
        IReadOnlyList<Registration> registrations, CancellationToken cancellationToken)
    {
        for (var round = 1; round <= Rounds; round++)
        {
            try
            {
                return await TryRegisterAsync(registrations, cancellationToken);
            }
            catch (Exception fault) when (WriteConflict.IsBehind(fault))
            {
                // Another request wrote first: the next round finds what it wrote.
            }
        }

        throw new RefusalException(
            StatusCodes.Status503ServiceUnavailable,
            $"Too many registrations of {NameRules.Printable(registrations[0].Name.Path)} at once. Nothing is lost: try again.");
    }

    private async Task<IReadOnlyList<Registered>> TryRegisterAsync(
        IReadOnlyList<Registration> registrations, CancellationToken cancellationToken)
    {
        await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
        // What fails ends the whole transaction: nothing is gone back to inside of it.
        catalog.Database.AutoSavepointsEnabled = false;
        await using var transaction = await catalog.Database.BeginTransactionAsync(cancellationToken);
        var tree = new NodeTree(catalog);
        var written = new List<(Asset Asset, Node Leaf)>(registrations.Count);
        foreach (var registration in registrations) written.Add(await WriteAsync(catalog, tree, registration, cancellationToken));
        await catalog.SaveChangesAsync(cancellationToken);
        await CountUpAsync(catalog, registrations, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        // PostgreSQL showed no medium's word that another transaction had not committed by then: it was looked up without these assets.
        if (catalog.Database.IsNpgsql()) await CountUpAsync(catalog, registrations, cancellationToken);
        return [.. written.Select(one => new Registered(one.Asset.Id, one.Leaf.Id))];
    }

    // All of a call are of one type.
    private static Task CountUpAsync(
        CatalogContext catalog, IReadOnlyList<Registration> registrations, CancellationToken cancellationToken) =>
        MediaWords.CountUpKnownAsync(
            catalog, registrations[0].Type.Word, [.. registrations.Select(registration => registration.BssId)], cancellationToken);

    /// <summary>Writes a registration, as far as the next save or the next look at what is there.</summary>
    private async Task<(Asset Asset, Node Leaf)> WriteAsync(
        CatalogContext catalog, NodeTree tree, Registration registration, CancellationToken cancellationToken)
    {
        var branch = await GrowBranchAsync(tree, registration, cancellationToken);
        Asset? asset = null;
        // Under a parent that this transaction makes there is no version to make way, or to find. That the leaf is missing says nothing:
        // version 0.1 made none.
        if (!branch.IsNew)
        {
            await SaveAsync(catalog, cancellationToken);
            await MakeWayAsync(catalog, branch.Parent, registration, cancellationToken);
            asset = await FindAsync(catalog, branch, registration, cancellationToken);
        }

        asset ??= Add(catalog, branch, registration);
        if (asset.PurgingAt is not null) throw IsGoing(registration);
        (asset.SupersededAt, asset.TrashedAt, asset.RegisteredAt) = (null, null, time.GetUtcNow());
        TakeOver(registration, asset);
        return (asset, branch.Leaf);
    }

    /// <summary>Saves, and forgets the assets: a statement that supersedes them would go past what is remembered of them.</summary>
    private static async Task SaveAsync(CatalogContext catalog, CancellationToken cancellationToken)
    {
        await catalog.SaveChangesAsync(cancellationToken);
        foreach (var asset in catalog.ChangeTracker.Entries<Asset>().ToList()) asset.State = EntityState.Detached;
    }

    private static async Task<Branch> GrowBranchAsync(
        NodeTree tree, Registration registration, CancellationToken cancellationToken)
    {
        var place = registration.Place;
        var @namespace = await tree.DownToAsync(null, NodeKind.Namespace, place.Namespace, cancellationToken);
        var space = await tree.DownToAsync(@namespace, NodeKind.Space, place.Space, cancellationToken);
        var episode = place.Episode is null ? null : await tree.DownToAsync(space, NodeKind.Episode, place.Episode, cancellationToken);
        var parent = episode ?? space;
        foreach (var folder in registration.Name.Folders)
            parent = await tree.DownToAsync(parent, NodeKind.Folder, folder, cancellationToken);
        var leaf = await tree.DownToAsync(parent, LeafKinds[registration.Type], registration.Name.Leaf, cancellationToken);
        return new Branch(space, episode, parent, leaf, IsNew: parent.Id == 0);
    }

    private static IQueryable<Asset> VersionsOf(CatalogContext catalog, Node parent, Registration registration) =>
        catalog.Assets.Where(a => a.ParentId == parent.Id && a.Type == registration.Type.Word && a.Name == registration.Name.Path);

    private async Task MakeWayAsync(CatalogContext catalog, Node parent, Registration registration, CancellationToken cancellationToken)
    {
        var others = VersionsOf(catalog, parent, registration)
            .Where(a => a.SupersededAt == null && a.TrashedAt == null && a.BssId != registration.BssId);
        if (!registration.RefusesToReplace)
        {
            var now = time.GetUtcNow();
            await others.ExecuteUpdateAsync(set => set.SetProperty(a => a.SupersededAt, now), cancellationToken);
        }
        else if (await others.Select(a => a.Id).FirstOrDefaultAsync(cancellationToken) is { } present)
        {
            throw Taken(registration, present);
        }

        // One that another request writes after this look is no less safe: nothing here supersedes it, the index of current names lets
        // only one of the two in, and the next round finds it.
    }

    private static RefusalException IsGoing(Registration registration) => new(
        StatusCodes.Status503ServiceUnavailable,
        $"{NameRules.Printable(registration.Name.Path)} is just being purged from the trash. Nothing is lost: try again.");

    private static RefusalException Taken(Registration registration, string present) => new(
        StatusCodes.Status409Conflict,
        $"{NameRules.Printable(registration.Name.Path)} is the name of another content, the asset {present}, and 'ifExists' says to "
            + "refuse. Nothing was replaced. Give the file another name, or leave 'ifExists' out.")
    {
        ConflictingId = present,
    };

    private static async Task<Asset?> FindAsync(
        CatalogContext catalog, Branch branch, Registration registration, CancellationToken cancellationToken)
    {
        var found = await VersionsOf(catalog, branch.Parent, registration)
            .FirstOrDefaultAsync(a => a.BssId == registration.BssId, cancellationToken);
#if PLANTED_FAULTS
        if (PlantedFault.Is("retry-that-forgets")) found = null;
#endif
        return found;
    }

    private Asset Add(CatalogContext catalog, Branch branch, Registration registration)
    {
        var now = time.GetUtcNow();
        return catalog.Assets.Add(new Asset
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            Parent = branch.Parent,
            Space = branch.Space,
            Episode = branch.Episode,
            Type = registration.Type.Word,
            Name = registration.Name.Path,
            BssId = registration.BssId,
            CreatedAt = now,
        }).Entity;
    }

    /// <summary>What a repeated request leaves out stays as it was told before.</summary>
    private static void TakeOver(Registration registration, Asset asset)
    {
        var told = registration.Told;
        asset.Size = told.Size ?? asset.Size;
        asset.ModifiedAt = registration.Medium?.ModifiedAt ?? asset.ModifiedAt;
        asset.Sha256 = told.Sha256?.ToLowerInvariant() ?? asset.Sha256;
        asset.Hash = told.Hash ?? asset.Hash;
        asset.ContentType = told.ContentType ?? asset.ContentType;
        asset.Fps = told.Fps ?? asset.Fps;
        asset.Lens = told.Lens ?? asset.Lens;
        if (registration.Type == AssetType.TextTrack && !string.IsNullOrEmpty(told.Format)) asset.Format = told.Format.ToLowerInvariant();
    }

    /// <summary>An asset that is written.</summary>
    private sealed record Registered(string Id, long NodeId);

    /// <summary>The nodes that an asset hangs under, and its own.</summary>
    private sealed record Branch(Node Space, Node? Episode, Node Parent, Node Leaf, bool IsNew);
}
