namespace DreamLake.Hosting.Tables;

/// <summary>How a service's tables came to be what they are: numbered steps, of which a database has taken so many.</summary>
/// <param name="Service">Whose tables they are, in a word for a person: the services of a lake may share one database.</param>
/// <param name="Steps">
/// The steps in their order; their count is the tables' version. A step that was published is never changed, only followed by another.
/// </param>
public sealed record TableHistory(string Service, IReadOnlyList<TableStep> Steps)
{
    /// <summary>The version that this program knows.</summary>
    public int Version => Steps.Count;
}

/// <summary>One step: SQL that is carried out once for each database, in one transaction with the note that it was.</summary>
/// <param name="Sql">The statements; SQLite takes PostgreSQL's names of types.</param>
/// <param name="Postgres">The statements for PostgreSQL, where it needs others.</param>
public sealed record TableStep(string Sql, string? Postgres = null)
{
    internal string SqlFor(bool isPostgres) => isPostgres ? Postgres ?? Sql : Sql;
}
