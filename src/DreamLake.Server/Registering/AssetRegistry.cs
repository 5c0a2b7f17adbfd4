using System.Globalization;
using DreamLake.Hosting;
using DreamLake.Protocol;
using DreamLake.Server.Bss;
using DreamLake.Server.Catalog;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Server.Registering;

/// <summary>Writes registrations into the catalog, each in one transaction.</summary>
/// <remarks>
/// The same place, name, type and BSS id is the same asset: registering it again answers its id. Another BSS id under the same name is a
/// new version with an id of its own, which listings show from then on; the former one stays in the table as superseded, and comes
/// back if its content is registered again.
/// </remarks>
internal sealed class AssetRegistry(
    IDbContextFactory<CatalogContext> catalogs, OwnMedium media, BssAddresses addresses, TimeProvider time)
{
    // Each conflict means that another request wrote a node or an asset that this one then finds: a few rounds settle any crowd.
    private const int Attempts = 20;

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
        registration = registration with { Medium = await media.EnsureAsync(registration, authorization, cancellationToken) };
        var (id, nodeId) = await FindOrMakeAsync(registration, cancellationToken);
        var lambdaUrl = addresses.LambdaUrl(registration.Type, registration.BssId, id, registration.Place.Namespace);
        return new RegisterAssetResponse(id, lambdaUrl, nodeId.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<(string Id, long NodeId)> FindOrMakeAsync(Registration registration, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            try
            {
                return await TryRegisterAsync(registration, cancellationToken);
            }
            catch (Exception fault) when (WriteConflict.IsBehind(fault))
            {
                // Another request wrote first: the next round finds what it wrote.
            }
        }

        throw new RefusalException(
            StatusCodes.Status503ServiceUnavailable,
            $"Too many registrations of {NameRules.Printable(registration.Name.Path)} at once. Nothing is lost: try again.");
    }

    private async Task<(string Id, long NodeId)> TryRegisterAsync(Registration registration, CancellationToken cancellationToken)
    {
        await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
        await using var transaction = await catalog.Database.BeginTransactionAsync(cancellationToken);

        var branch = await GrowBranchAsync(catalog, registration, cancellationToken);
        await catalog.SaveChangesAsync(cancellationToken);
        await MakeWayAsync(catalog, branch.Parent, registration, cancellationToken);
        var asset = await FindOrAddAsync(catalog, branch, registration, cancellationToken);
        asset.SupersededAt = null;
        TakeOver(registration, asset);
        await catalog.SaveChangesAsync(cancellationToken);

        await transaction.CommitAsync(cancellationToken);
        return (asset.Id, branch.Leaf.Id);
    }

    private static async Task<Branch> GrowBranchAsync(
        CatalogContext catalog, Registration registration, CancellationToken cancellationToken)
    {
        var tree = new NodeTree(catalog);
        var place = registration.Place;
        var @namespace = await tree.DownToAsync(null, NodeKind.Namespace, place.Namespace, cancellationToken);
        var space = await tree.DownToAsync(@namespace, NodeKind.Space, place.Space, cancellationToken);
        var episode = place.Episode is null ? null : await tree.DownToAsync(space, NodeKind.Episode, place.Episode, cancellationToken);
        var parent = episode ?? space;
        foreach (var folder in registration.Name.Folders)
            parent = await tree.DownToAsync(parent, NodeKind.Folder, folder, cancellationToken);
        var leaf = await tree.DownToAsync(parent, LeafKinds[registration.Type], registration.Name.Leaf, cancellationToken);
        return new Branch(space, episode, parent, leaf);
    }

    private static IQueryable<Asset> VersionsOf(CatalogContext catalog, Node parent, Registration registration) =>
        catalog.Assets.Where(a => a.ParentId == parent.Id && a.Type == registration.Type.Word && a.Name == registration.Name.Path);

    private async Task MakeWayAsync(CatalogContext catalog, Node parent, Registration registration, CancellationToken cancellationToken)
    {
        var others = VersionsOf(catalog, parent, registration).Where(a => a.SupersededAt == null && a.BssId != registration.BssId);
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

    private static RefusalException Taken(Registration registration, string present) => new(
        StatusCodes.Status409Conflict,
        $"{NameRules.Printable(registration.Name.Path)} is the name of another content, the asset {present}, and 'ifExists' says to "
            + "refuse. Nothing was replaced. Give the file another name, or leave 'ifExists' out.")
    {
        ConflictingId = present,
    };

    private async Task<Asset> FindOrAddAsync(
        CatalogContext catalog, Branch branch, Registration registration, CancellationToken cancellationToken)
    {
        var found = await VersionsOf(catalog, branch.Parent, registration)
            .FirstOrDefaultAsync(a => a.BssId == registration.BssId, cancellationToken);
#if PLANTED_FAULTS
        if (PlantedFault.Is("retry-that-forgets")) found = null;
#endif
        if (found is not null) return found;

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

    /// <summary>The nodes that an asset hangs under, and its own.</summary>
    private sealed record Branch(Node Space, Node? Episode, Node Parent, Node Leaf);
}
