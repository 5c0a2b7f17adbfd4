using DreamLake.Hosting.Audit;
using DreamLake.Hosting.Tables;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Tables;

/// <summary>BSS's audit log.</summary>
internal sealed class BssAudit(DbContextOptions<BssAudit> options) : AuditContext(options, Table)
{
    /// <summary>The service's word.</summary>
    public const string Word = "bss";

    private const string Table = "audit_bss";

    /// <summary>How the table came to be.</summary>
    public static TableHistory History { get; } = HistoryOf("BSS", Table);
}
