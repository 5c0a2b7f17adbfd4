namespace DreamLake.Hosting.Tables;

/// <summary>How PostgreSQL is connected to, where the connection string says nothing else.</summary>
internal static class PostgresConnection
{
    // No statement of ours leaves anything behind in a session, so that none has to be reset for the next one. Statements that come again
    // are prepared: to plan one costs PostgreSQL more than to carry it out. Of a key that is named twice the last word counts.
    private const string Defaults = "No Reset On Close=true;Max Auto Prepare=200;Auto Prepare Min Usages=3;";

    /// <summary>Whether a connection string is of PostgreSQL.</summary>
    public static bool IsMeantBy(string database) => database.StartsWith("Host=", StringComparison.OrdinalIgnoreCase);

    /// <summary>A connection string with what it leaves out.</summary>
    public static string Complete(string database) => Defaults + database;
}
