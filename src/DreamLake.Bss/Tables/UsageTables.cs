using DreamLake.Hosting.Tables;

namespace DreamLake.Bss.Tables;

/// <summary>
/// What each namespace has, counted by the database itself: no code path that changes a content or an upload can forget it.
/// </summary>
/// <remarks>
/// A namespace's count is the sum of several rows, so that those of PostgreSQL's transactions that nothing limits do not wait for one
/// another. What was rejected or damaged does not count: an upload that mends it has its room.
/// </remarks>
internal static class UsageTables
{
    /// <summary>The table's name: whoever copies tables leaves it out, because the database counts on its own what is copied.</summary>
    public const string Name = "usage_shards";

    private const string Tables = """
        ALTER TABLE "uploads" ADD COLUMN "Reserved" bigint NOT NULL DEFAULT 0;
        UPDATE "uploads" SET "Reserved" = COALESCE("Size", 0);
        CREATE TABLE "usage_shards" (
            "Owner" text NOT NULL,
            "Shard" integer NOT NULL,
            "Bytes" bigint NOT NULL,
            "Objects" bigint NOT NULL,
            "OpenUploads" bigint NOT NULL,
            PRIMARY KEY ("Owner", "Shard"));
        INSERT INTO "usage_shards" ("Owner", "Shard", "Bytes", "Objects", "OpenUploads")
            SELECT "Owner", 0, SUM("Bytes"), SUM("Objects"), SUM("OpenUploads") FROM (
                SELECT "Owner", "Size" AS "Bytes", 1 AS "Objects", 0 AS "OpenUploads" FROM "contents"
                    WHERE "SameAs" IS NULL AND "State" IN ('Stored', 'Compared', 'Proven')
                UNION ALL
                SELECT "Owner", "Reserved", 1, 1 FROM "uploads" WHERE "State" IN ('Open', 'Completing')) AS "counted"
            GROUP BY "Owner";
        """;

    private const string ContentCounts = "\"SameAs\" IS NULL AND {row}.\"State\" IN ('Stored', 'Compared', 'Proven')";
    private const string UploadCounts = "\"State\" IN ('Open', 'Completing')";

    private const string PostgresCount = """
        CREATE FUNCTION dreamlake_count_usage(owner text, bytes bigint, objects bigint, uploads bigint) RETURNS void LANGUAGE sql AS $$
            INSERT INTO "usage_shards" ("Owner", "Shard", "Bytes", "Objects", "OpenUploads")
                VALUES (owner, pg_backend_pid() % 16, bytes, objects, uploads)
            ON CONFLICT ("Owner", "Shard") DO UPDATE SET "Bytes" = "usage_shards"."Bytes" + excluded."Bytes",
                "Objects" = "usage_shards"."Objects" + excluded."Objects",
                "OpenUploads" = "usage_shards"."OpenUploads" + excluded."OpenUploads";
        $$;
        """;

    /// <summary>The step.</summary>
    public static TableStep Step { get; } = new(
        Tables
            + OnSqlite("contents", ContentCounts, "\"Size\"", uploads: 0, watched: "\"State\", \"SameAs\", \"Size\"")
            + OnSqlite("uploads", UploadCounts, "\"Reserved\"", uploads: 1, watched: "\"State\", \"Reserved\""),
        Tables + PostgresCount
            + OnPostgres("contents", ContentCounts, "\"Size\"", uploads: 0)
            + OnPostgres("uploads", UploadCounts, "\"Reserved\"", uploads: 1));

    /// <summary>
    /// More rows to count in on PostgreSQL: each is held from an upload's first change of it to the commit, and with 16 of them the uploads
    /// of one namespace waited for one another.
    /// </summary>
    public static TableStep MoreShards { get; } = new("SELECT 1", PostgresCount
        .Replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", StringComparison.Ordinal)
        .Replace("% 16", "% 256", StringComparison.Ordinal));

    private static string OnSqlite(string table, string counts, string bytes, int uploads, string watched) =>
        SqliteTrigger(table, "insert", "INSERT", "NEW", counts, bytes, uploads, sign: "")
        + SqliteTrigger(table, "delete", "DELETE", "OLD", counts, bytes, uploads, sign: "-")
        + SqliteTrigger(table, "from", $"UPDATE OF {watched}", "OLD", counts, bytes, uploads, sign: "-")
        + SqliteTrigger(table, "to", $"UPDATE OF {watched}", "NEW", counts, bytes, uploads, sign: "");

    private static string SqliteTrigger(
        string table, string name, string when, string row, string counts, string bytes, int uploads, string sign) => $"""

        CREATE TRIGGER "usage_{table}_{name}" AFTER {when} ON "{table}" WHEN {ConditionOf(counts, row)} BEGIN
            INSERT INTO "usage_shards" ("Owner", "Shard", "Bytes", "Objects", "OpenUploads")
                VALUES ({row}."Owner", 0, {sign}{row}.{bytes}, {sign}1, {sign}{uploads})
            ON CONFLICT ("Owner", "Shard") DO UPDATE SET "Bytes" = "Bytes" + excluded."Bytes",
                "Objects" = "Objects" + excluded."Objects", "OpenUploads" = "OpenUploads" + excluded."OpenUploads";
        END;
        """;

    private static string OnPostgres(string table, string counts, string bytes, int uploads) => $"""

        CREATE FUNCTION dreamlake_usage_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            bytes bigint := 0;
            objects bigint := 0;
        BEGIN
            IF TG_OP <> 'INSERT' THEN
                IF {ConditionOf(counts, "OLD")} THEN bytes := bytes - OLD.{bytes}; objects := objects - 1; END IF;
            END IF;
            IF TG_OP <> 'DELETE' THEN
                IF {ConditionOf(counts, "NEW")} THEN bytes := bytes + NEW.{bytes}; objects := objects + 1; END IF;
            END IF;
            IF bytes <> 0 OR objects <> 0 THEN
                PERFORM dreamlake_count_usage(
                    CASE WHEN TG_OP = 'DELETE' THEN OLD."Owner" ELSE NEW."Owner" END, bytes, objects, objects * {uploads});
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER "usage_of_{table}" AFTER INSERT OR UPDATE OR DELETE ON "{table}"
            FOR EACH ROW EXECUTE FUNCTION dreamlake_usage_of_{table}();
        """;

    private static string ConditionOf(string counts, string row) => $"{row}." + counts.Replace("{row}", row, StringComparison.Ordinal);
}
