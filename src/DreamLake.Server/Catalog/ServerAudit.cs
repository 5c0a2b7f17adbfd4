using DreamLake.Hosting.Audit;
using DreamLake.Hosting.Tables;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Server.Catalog;

/// <summary>DreamLake Server's audit log.</summary>
internal sealed class ServerAudit(DbContextOptions<ServerAudit> options) : AuditContext(options, Table)
{
    /// <summary>The service's word.</summary>
    public const string Word = "server";

    private const string Table = "audit_server";

    /// <summary>How the table came to be.</summary>
    public static TableHistory History { get; } = HistoryOf("DreamLake Server", Table);
}
