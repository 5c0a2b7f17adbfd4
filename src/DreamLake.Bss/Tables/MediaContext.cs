using System.Text.Json;
using DreamLake.Hosting.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace DreamLake.Bss.Tables;

/// <summary>BSS's own tables. Nobody else reads or writes them.</summary>
internal sealed class MediaContext(DbContextOptions<MediaContext> options) : DbContext(options)
{
    public DbSet<Medium> Media => Set<Medium>();

    public DbSet<Content> Contents => Set<Content>();

    public DbSet<Upload> Uploads => Set<Upload>();

    public DbSet<ClaimedKey> ClaimedKeys => Set<ClaimedKey>();

    public DbSet<Verification> Verifications => Set<Verification>();

    public DbSet<Removal> Removals => Set<Removal>();

    public DbSet<PendingSplit> PendingSplits => Set<PendingSplit>();

    public DbSet<RangesOfContent> Ranges => Set<RangesOfContent>();

    public DbSet<Milestone> Milestones => Set<Milestone>();

    public DbSet<Stray> Strays => Set<Stray>();

    public DbSet<InventoryState> Inventory => Set<InventoryState>();

    public DbSet<UsageShard> Usage => Set<UsageShard>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
        configurationBuilder.Properties<IReadOnlyList<string>>().HaveConversion<JsonList, ListOrder>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Medium>().ToTable("media").HasKey(medium => medium.Id);
        modelBuilder.Entity<Content>().ToTable("contents").Property(content => content.State).HasConversion<string>();
        modelBuilder.Entity<Upload>()
            .ToTable("uploads").Ignore(upload => upload.TakesParts).Property(upload => upload.State).HasConversion<string>();
        modelBuilder.Entity<ClaimedKey>().ToTable("claimed_keys").HasKey(claimed => claimed.Key);
        modelBuilder.Entity<Verification>().ToTable("verifications").HasKey(verification => verification.ContentId);
        modelBuilder.Entity<Verification>().Property(verification => verification.ContentId).ValueGeneratedNever();
        modelBuilder.Entity<Removal>().ToTable("removals").HasKey(removal => removal.Key);
        modelBuilder.Entity<PendingSplit>().ToTable("pending_splits").HasKey(split => new { split.MediaId, split.DispatchId });
        modelBuilder.Entity<RangesOfContent>().ToTable("range_digests").HasKey(ranges => ranges.ContentId);
        modelBuilder.Entity<RangesOfContent>().Property(ranges => ranges.ContentId).ValueGeneratedNever();
        modelBuilder.Entity<UsageShard>().ToTable(UsageTables.Name).HasKey(shard => new { shard.Owner, shard.Shard });
        modelBuilder.Entity<Stray>().ToTable("strays").HasKey(stray => stray.Subject);
        modelBuilder.Entity<Stray>().Property(stray => stray.Kind).HasConversion<string>();
        modelBuilder.Entity<InventoryState>().ToTable("inventory").Property(state => state.Id).ValueGeneratedNever();
        modelBuilder.Entity<Milestone>().ToTable("milestones").HasKey(milestone => milestone.Name);
    }

    private sealed class JsonList() : ValueConverter<IReadOnlyList<string>, string>(
        list => JsonSerializer.Serialize(list, JsonSerializerOptions.Default),
        json => JsonSerializer.Deserialize<List<string>>(json, JsonSerializerOptions.Default)!);

    private sealed class ListOrder() : ValueComparer<IReadOnlyList<string>>(
        (one, other) => ReferenceEquals(one, other) || (one != null && other != null && one.SequenceEqual(other)),
        list => list.Count, list => list);
}
