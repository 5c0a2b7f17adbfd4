using Microsoft.Data.Sqlite;
using Npgsql;

namespace DreamLake.Server.Catalog;

/// <summary>Tells the faults of a database that mean "another was quicker: look again" from all others.</summary>
internal static class WriteConflict
{
    private const int SqliteError = 1;
    private const int SqliteBusy = 5;
    private const int SqliteUniqueConstraint = 2067;

    /// <summary>Another transaction wrote the same node or asset first.</summary>
    public static bool IsBehind(Exception fault) => fault.GetBaseException() switch
    {
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode == SqliteUniqueConstraint,
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.UniqueViolation
            or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
        _ => false,
    };

    /// <summary>Another process is creating the same database or tables.</summary>
    public static bool IsBehindInCreating(Exception fault) => fault.GetBaseException() switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == SqliteBusy
            || (sqlite.SqliteErrorCode == SqliteError && sqlite.Message.Contains("already exists", StringComparison.Ordinal)),
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.UniqueViolation
            or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.ObjectInUse,
        _ => false,
    };
}
