using Microsoft.Data.Sqlite;
using Npgsql;

namespace DreamLake.Server.Catalog;

/// <summary>Tells the faults of a database that mean "another was quicker: look again" from all others.</summary>
internal static class WriteConflict
{
    private const int SqliteUniqueConstraint = 2067;

    /// <summary>Another transaction wrote the same node or asset first.</summary>
    public static bool IsBehind(Exception fault) => fault.GetBaseException() switch
    {
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode == SqliteUniqueConstraint,
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.UniqueViolation
            or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
        _ => false,
    };
}
