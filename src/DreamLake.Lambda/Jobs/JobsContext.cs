using DreamLake.Hosting.Tables;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Lambda.Jobs;

/// <summary>The Lambda's own tables. Nobody else reads or writes them but through <see cref="JobQueue"/>.</summary>
internal sealed class JobsContext(DbContextOptions<JobsContext> options) : DbContext(options)
{
    public DbSet<Job> Jobs => Set<Job>();

    public DbSet<Turn> Turns => Set<Turn>();

    public DbSet<Dispatch> Dispatches => Set<Dispatch>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Job>(job =>
        {
            job.ToTable("jobs").HasKey(j => j.MediaId);
            job.Property(j => j.State).HasConversion<string>();
            job.HasIndex(j => new { j.State, j.DueAt });
        });
        modelBuilder.Entity<Turn>().ToTable("turns").HasKey(t => t.Owner);
        modelBuilder.Entity<Dispatch>().ToTable("dispatches").HasKey(d => new { d.MediaId, d.DispatchId });
    }
}
