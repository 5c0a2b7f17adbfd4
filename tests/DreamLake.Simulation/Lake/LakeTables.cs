using Microsoft.Data.Sqlite;

namespace DreamLake.Simulation.Lake;

/// <summary>The lake's databases, in memory: emptied before each schedule by a copy of what a first start makes.</summary>
internal sealed class LakeTables : IDisposable
{
    private static readonly string[] Names = ["lambda", "bss", "server"];
    private readonly string _run = Guid.NewGuid().ToString("N");
    private readonly Dictionary<string, (SqliteConnection Used, SqliteConnection Empty)> _databases = new(StringComparer.Ordinal);

    public LakeTables()
    {
        foreach (var name in Names) _databases[name] = (Open(ConnectionString(name)), Open("Data Source=:memory:"));
    }

    /// <summary>What the services are told. A database lives in memory for as long as one connection to it is open.</summary>
    public string ConnectionString(string name) => $"Data Source=file:{_run}-{name}?mode=memory&cache=shared";

    /// <summary>Takes the tables as they are for those of a lake that has just been started.</summary>
    public void KeepAsEmpty()
    {
        foreach (var (used, empty) in _databases.Values) used.BackupDatabase(empty);
    }

    /// <summary>Brings them back to that.</summary>
    public void Reset()
    {
        foreach (var (used, empty) in _databases.Values) empty.BackupDatabase(used);
    }

    /// <summary>The first column of what a query finds, as text.</summary>
    public IReadOnlyList<string> Read(string name, string sql)
    {
        using var command = _databases[name].Used.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var found = new List<string>();
        while (rows.Read()) found.Add(rows.GetString(0));
        return found;
    }

    public void Dispose()
    {
        foreach (var (used, empty) in _databases.Values)
        {
            used.Dispose();
            empty.Dispose();
        }
    }

    private static SqliteConnection Open(string text)
    {
        var connection = new SqliteConnection(text);
        connection.Open();
        return connection;
    }
}
