using DreamLake.Hosting.Tables;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Hosting.Tokens;

/// <summary>The table of tokens that were given out. Every service of a lake looks into the same one.</summary>
internal sealed class TokensContext(DbContextOptions<TokensContext> options) : DbContext(options)
{
    /// <summary>How the table came to be.</summary>
    public static TableHistory History { get; } = new("tokens", [
        new TableStep("""
            CREATE TABLE "tokens" (
                "Id" text NOT NULL PRIMARY KEY,
                "Namespace" text NOT NULL,
                "Role" text NOT NULL,
                "Space" text,
                "CreatedAt" bigint NOT NULL,
                "ExpiresAt" bigint NOT NULL,
                "RevokedAt" bigint);
            """),
        new TableStep("""
            ALTER TABLE "tokens" ADD COLUMN "IsWholeLake" boolean NOT NULL DEFAULT false;
            """),
    ]);

    public DbSet<IssuedToken> Tokens => Set<IssuedToken>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<IssuedToken>(token =>
    {
        token.ToTable("tokens").HasKey(t => t.Id);
        token.Property(t => t.Role).HasConversion<string>();
    });
}
