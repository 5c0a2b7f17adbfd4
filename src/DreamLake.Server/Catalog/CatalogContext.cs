using DreamLake.Hosting;
using DreamLake.Hosting.Tables;
using DreamLake.Protocol;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Server.Catalog;

/// <summary>The tables of DreamLake Server. Their unique indexes are what makes concurrent registrations safe.</summary>
internal sealed class CatalogContext(DbContextOptions<CatalogContext> options) : DbContext(options)
{
    private const string IsCurrent = $"\"{nameof(Asset.SupersededAt)}\" IS NULL";
    private const string HasName = $"{IsCurrent} AND \"{nameof(Asset.TrashedAt)}\" IS NULL";

    public DbSet<Node> Nodes => Set<Node>();

    public DbSet<Asset> Assets => Set<Asset>();

    public DbSet<MediaWord> MediaWords => Set<MediaWord>();

    /// <summary>A node by its place in the tree; null where there is none.</summary>
    public Task<Node?> FindNodeAsync(long? parentId, NodeKind kind, string name, CancellationToken cancellationToken) =>
        Nodes.FirstOrDefaultAsync(node => node.ParentId == parentId && node.Kind == kind && node.Name == name, cancellationToken);

    /// <summary>The assets of a type that listings show.</summary>
    public IQueryable<Asset> CurrentOf(AssetType type) => AllOf(type).Where(a => a.SupersededAt == null);

    /// <summary>The assets of a type, those that others superseded included.</summary>
    public IQueryable<Asset> AllOf(AssetType type) => Assets.Where(a => a.Type == type.Word && a.TrashedAt == null);

    /// <summary>The assets of a type that are in the trash.</summary>
    public IQueryable<Asset> TrashedOf(AssetType type) =>
        Assets.Where(a => a.Type == type.Word && a.TrashedAt != null && a.PurgingAt == null);

    /// <summary>The space of a place; null where there is none.</summary>
    public async Task<Node?> FindSpaceAsync(Place place, CancellationToken cancellationToken) =>
        await FindNodeAsync(null, NodeKind.Namespace, place.Namespace, cancellationToken) is { } @namespace
            ? await FindNodeAsync(@namespace.Id, NodeKind.Space, place.Space, cancellationToken)
            : null;

    /// <summary>The episode of a place in its space; null where it names none, or where there is none.</summary>
    public async Task<Node?> FindEpisodeAsync(Node space, Place place, CancellationToken cancellationToken) =>
        place.Episode is { } episode ? await FindNodeAsync(space.Id, NodeKind.Episode, episode, cancellationToken) : null;

    /// <summary>The space and, where it names one, the episode of a place.</summary>
    /// <exception cref="RefusalException">404 where there is no such space or episode.</exception>
    public async Task<(Node Space, Node? Episode)> FindNodesAsync(Place place, CancellationToken cancellationToken)
    {
        var space = await FindSpaceAsync(place, cancellationToken)
            ?? throw RefusalException.NotFound(
                $"There is no space '{NameRules.Printable(place.Space)}' in the namespace '{NameRules.Printable(place.Namespace)}'.");
        if (place.Episode is null) return (space, null);

        var episode = await FindEpisodeAsync(space, place, cancellationToken)
            ?? throw RefusalException.NotFound(
                $"There is no episode '{NameRules.Printable(place.Episode)}' in the space " +
                $"'{NameRules.Printable($"{place.Namespace}@{place.Space}")}'.");
        return (space, episode);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
        configurationBuilder.Properties<AssetMetadata>().HaveConversion<MetadataText>();
        configurationBuilder.Properties<NodeKind>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Node>(node =>
        {
            node.ToTable("nodes");
            node.HasOne(n => n.Parent).WithMany().HasForeignKey(n => n.ParentId).OnDelete(DeleteBehavior.Restrict);
            node.HasIndex(n => new { n.ParentId, n.Kind, n.Name }).IsUnique();
            // To a unique index no two nulls are equal, so the nodes without a parent need one of their own.
            node.HasIndex(n => new { n.Kind, n.Name }).IsUnique().HasFilter($"\"{nameof(Node.ParentId)}\" IS NULL");
        });

        modelBuilder.Entity<Asset>(asset =>
        {
            asset.ToTable("assets").Ignore(a => a.Verified).Ignore(a => a.Incomplete);
            asset.HasOne(a => a.Parent).WithMany().HasForeignKey(a => a.ParentId).OnDelete(DeleteBehavior.Restrict);
            asset.HasOne(a => a.Space).WithMany().HasForeignKey(a => a.SpaceId).OnDelete(DeleteBehavior.Restrict);
            asset.HasOne(a => a.Episode).WithMany().HasForeignKey(a => a.EpisodeId).OnDelete(DeleteBehavior.Restrict);
            asset.HasIndex(a => new { a.ParentId, a.Type, a.Name, a.BssId }).IsUnique();
            asset.HasIndex(a => new { a.ParentId, a.Type, a.Name }).IsUnique().HasFilter(HasName);
            asset.HasIndex(a => new { a.SpaceId, a.Type, a.Name, a.CreatedAt }).HasFilter(IsCurrent);
            asset.HasIndex(a => new { a.EpisodeId, a.Type, a.Name, a.CreatedAt }).HasFilter(IsCurrent);
            asset.HasIndex(a => new { a.SpaceId, a.Type, a.Name, a.CreatedAt }, "IX_assets_all_of_space");
            asset.HasIndex(a => new { a.EpisodeId, a.Type, a.Name, a.CreatedAt }, "IX_assets_all_of_episode");
        });

        modelBuilder.Entity<MediaWord>().ToTable("media_words").HasKey(word => new { word.Type, word.BssId });
        if (Database.IsNpgsql()) CompareTextByItsBytes(modelBuilder);
    }

    /// <summary>As SQLite does by itself. A language's order would hide names from a prefix's range.</summary>
    private static void CompareTextByItsBytes(ModelBuilder modelBuilder)
    {
        var texts = modelBuilder.Model.GetEntityTypes()
            .SelectMany(entity => entity.GetProperties())
            .Where(property => property.ClrType == typeof(string) || property.ClrType == typeof(NodeKind));
        foreach (var text in texts) text.SetCollation("C");
    }
}
