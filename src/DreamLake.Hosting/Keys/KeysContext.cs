using DreamLake.Hosting.Tables;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Hosting.Keys;

/// <summary>The table of keys that were made while the lake was there. It lies where the table of tokens does.</summary>
internal sealed class KeysContext(DbContextOptions<KeysContext> options) : DbContext(options)
{
    /// <summary>How the table came to be.</summary>
    public static TableHistory History { get; } = new("keys", [
        new TableStep("""
            CREATE TABLE "signing_keys" (
                "Id" text NOT NULL PRIMARY KEY,
                "Secrets" text,
                "CreatedAt" bigint NOT NULL,
                "SignsFrom" bigint NOT NULL,
                "RetiredAt" bigint);
            """),
    ]);

    public DbSet<SealedKey> Keys => Set<SealedKey>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<SealedKey>().ToTable("signing_keys").HasKey(key => key.Id);
}
