using DreamLake.Hosting.Tables;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Hosting.Limits;

/// <summary>The tables of limits, beside the table of tokens. Every service of a lake looks into the same ones.</summary>
internal sealed class LimitsContext(DbContextOptions<LimitsContext> options) : DbContext(options)
{
    /// <summary>How the tables came to be.</summary>
    public static TableHistory History { get; } = new("limits", [
        new TableStep("""
            CREATE TABLE "limits" (
                "Namespace" text NOT NULL PRIMARY KEY,
                "Bytes" bigint,
                "Objects" bigint,
                "OpenUploads" bigint,
                "WaitingJobs" bigint,
                "RequestsPerSecond" bigint);
            CREATE TABLE "request_windows" (
                "Namespace" text NOT NULL PRIMARY KEY,
                "Second" bigint NOT NULL,
                "Taken" bigint NOT NULL);
            """),
    ]);

    public DbSet<NamespaceLimits> Limits => Set<NamespaceLimits>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<NamespaceLimits>().ToTable("limits").Ignore(limits => limits.AreNone).HasKey(limits => limits.Namespace);
}
