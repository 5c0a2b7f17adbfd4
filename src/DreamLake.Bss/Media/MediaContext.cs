using System.Text.Json;
using DreamLake.Hosting.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace DreamLake.Bss.Media;

/// <summary>BSS's own table. Nobody else reads or writes it.</summary>
internal sealed class MediaContext(DbContextOptions<MediaContext> options) : DbContext(options)
{
    public DbSet<Medium> Media => Set<Medium>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
        configurationBuilder.Properties<IReadOnlyList<string>>().HaveConversion<JsonList, ListOrder>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Medium>(medium =>
    {
        medium.ToTable("media").HasKey(m => m.Id);
        medium.Ignore(m => m.ContentKey);
        medium.HasIndex(m => new { m.Type, m.Owner, m.Project, m.Episode, m.Name, m.StagingHash }).IsUnique();
    });

    private sealed class JsonList() : ValueConverter<IReadOnlyList<string>, string>(
        list => JsonSerializer.Serialize(list, JsonSerializerOptions.Default),
        json => JsonSerializer.Deserialize<List<string>>(json, JsonSerializerOptions.Default)!);

    private sealed class ListOrder() : ValueComparer<IReadOnlyList<string>>(
        (one, other) => ReferenceEquals(one, other) || (one != null && other != null && one.SequenceEqual(other)),
        list => list.Count, list => list);
}
