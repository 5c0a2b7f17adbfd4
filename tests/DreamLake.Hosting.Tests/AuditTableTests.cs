using DreamLake.Hosting.Audit;
using DreamLake.Hosting.Tables;
using DreamLake.Testing.Engines.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Xunit;

namespace DreamLake.Hosting.Tests;

/// <summary>The table of the audit log on PostgreSQL: it takes entries and gives none up, whoever asks.</summary>
public sealed class AuditTableTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Theory]
    [InlineData("""UPDATE "audit_test" SET "Status" = 500""")]
    [InlineData("""DELETE FROM "audit_test" """)]
    [InlineData("""TRUNCATE "audit_test" """)]
    public async Task PostgreSQL_refuses_whoever_changes_it(string sql)
    {
        var stop = TestContext.Current.CancellationToken;
        var database = await postgres.Engine.CreateDatabaseAsync(stop);
        using var host = new HostBuilder().ConfigureServices(services =>
            services.AddAuditTable<TestAudit>("test", database, TestAudit.History)).Build();
        await host.StartAsync(stop);
        var log = host.Services.GetRequiredService<AuditLog>();
        var entry = new AuditEntry
        {
            At = TimeProvider.System.GetUtcNow(), Verb = "POST /x", Status = 200, RequestId = "r", Person = "ada",
        };
        await log.AddAsync([entry], stop);

        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(stop);
        await using var command = new NpgsqlCommand(sql, connection);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(stop));
        Assert.Contains("gives none up", refused.MessageText, StringComparison.Ordinal);
        var kept = Assert.Single(await log.ReadAsync(DateTimeOffset.MinValue, null, 0, 10, stop));
        Assert.Equal((200, "ada"), (kept.Status, kept.Person));
    }

    private sealed class TestAudit(DbContextOptions<TestAudit> options) : AuditContext(options, "audit_test")
    {
        public static TableHistory History { get; } = HistoryOf("test", "audit_test");
    }
}
