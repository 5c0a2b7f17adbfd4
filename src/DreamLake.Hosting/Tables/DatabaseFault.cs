using System.Data.Common;

namespace DreamLake.Hosting.Tables;

/// <summary>Tells a fault of the database from a fault of the program.</summary>
/// <remarks>
/// Where PostgreSQL goes away, EF Core throws what looks like a fault of the program (InvalidOperationException), with the database's own
/// inside; what saves several rows wraps it once more.
/// </remarks>
public static class DatabaseFault
{
    /// <summary>The database's own fault in an exception; null where there is none.</summary>
    public static DbException? Of(Exception fault)
    {
        for (var inner = fault; inner is not null; inner = inner.InnerException)
        {
            if (inner is DbException database) return database;
        }

        return null;
    }
}
