using DreamLake.Hosting.Tables;

namespace DreamLake.Server.Catalog;

/// <summary>The steps by which DreamLake Server's tables came to be.</summary>
internal static class CatalogTables
{
    private const string AsVersion01 = """
        CREATE TABLE IF NOT EXISTS "nodes" (
            "Id" {identity},
            "ParentId" bigint REFERENCES "nodes" ("Id") ON DELETE RESTRICT,
            "Kind" {text} NOT NULL,
            "Name" {text} NOT NULL);
        CREATE TABLE IF NOT EXISTS "assets" (
            "Id" {text} NOT NULL PRIMARY KEY,
            "ParentId" bigint NOT NULL REFERENCES "nodes" ("Id") ON DELETE RESTRICT,
            "SpaceId" bigint NOT NULL REFERENCES "nodes" ("Id") ON DELETE RESTRICT,
            "EpisodeId" bigint REFERENCES "nodes" ("Id") ON DELETE RESTRICT,
            "Type" {text} NOT NULL,
            "Name" {text} NOT NULL,
            "BssId" {text} NOT NULL,
            "CreatedAt" bigint NOT NULL,
            "SupersededAt" bigint,
            "Size" bigint,
            "Sha256" {text},
            "Hash" {text},
            "ContentType" {text},
            "Fps" double precision,
            "Lens" {text},
            "Format" {text},
            "Status" {text} NOT NULL,
            "StatusReason" {text},
            "StreamHash" {text});
        CREATE INDEX IF NOT EXISTS "IX_assets_EpisodeId_Type_Name_CreatedAt"
            ON "assets" ("EpisodeId", "Type", "Name", "CreatedAt") WHERE "SupersededAt" IS NULL;
        CREATE UNIQUE INDEX IF NOT EXISTS "IX_assets_ParentId_Type_Name"
            ON "assets" ("ParentId", "Type", "Name") WHERE "SupersededAt" IS NULL;
        CREATE UNIQUE INDEX IF NOT EXISTS "IX_assets_ParentId_Type_Name_BssId" ON "assets" ("ParentId", "Type", "Name", "BssId");
        CREATE INDEX IF NOT EXISTS "IX_assets_SpaceId_Type_Name_CreatedAt"
            ON "assets" ("SpaceId", "Type", "Name", "CreatedAt") WHERE "SupersededAt" IS NULL;
        CREATE UNIQUE INDEX IF NOT EXISTS "IX_nodes_Kind_Name" ON "nodes" ("Kind", "Name") WHERE "ParentId" IS NULL;
        CREATE UNIQUE INDEX IF NOT EXISTS "IX_nodes_ParentId_Kind_Name" ON "nodes" ("ParentId", "Kind", "Name");
        """;

    /// <summary>The proof of an asset's bytes, as BSS told it last.</summary>
    private static readonly TableStep Proofs = new("""
        ALTER TABLE "assets" ADD COLUMN "VerifiedSha256" text;
        ALTER TABLE "assets" ADD COLUMN "VerifiedAt" bigint;
        ALTER TABLE "assets" ADD COLUMN "VerifiedAgainst" text;
        """);

    /// <summary>What the split of an asset left beside its stream, and what is missing of its source.</summary>
    private static readonly TableStep Splits = new("""
        ALTER TABLE "assets" ADD COLUMN "PosterHash" text;
        ALTER TABLE "assets" ADD COLUMN "StoryboardHash" text;
        ALTER TABLE "assets" ADD COLUMN "IncompleteSeconds" double precision;
        ALTER TABLE "assets" ADD COLUMN "IncompleteOf" double precision;
        """);

    /// <summary>For listings of all versions, which the indexes of current assets do not serve.</summary>
    private static readonly TableStep Versions = new("""
        CREATE INDEX "IX_assets_all_of_episode" ON "assets" ("EpisodeId", "Type", "Name", "CreatedAt");
        CREATE INDEX "IX_assets_all_of_space" ON "assets" ("SpaceId", "Type", "Name", "CreatedAt");
        """);

    /// <summary>When files were last written, so that they come back with their time.</summary>
    private static readonly TableStep FileTimes = new("""
        ALTER TABLE "assets" ADD COLUMN "ModifiedAt" bigint;
        """);

    /// <summary>What splits and tracks told of contents, as JSON: it is listed whole, and nothing is looked for by it.</summary>
    private static readonly TableStep Descriptions = new("""
        ALTER TABLE "assets" ADD COLUMN "Metadata" text;
        """);

    /// <summary>
    /// The trash: an asset in it leaves its name to others, and DreamLake Server's words to BSS about media are numbered, and kept until
    /// they are told.
    /// </summary>
    private const string Trash = """
        ALTER TABLE "assets" ADD COLUMN "TrashedAt" bigint;
        ALTER TABLE "assets" ADD COLUMN "PurgingAt" bigint;
        ALTER TABLE "assets" ADD COLUMN "RegisteredAt" bigint NOT NULL DEFAULT 0;
        UPDATE "assets" SET "RegisteredAt" = "CreatedAt";
        DROP INDEX "IX_assets_ParentId_Type_Name";
        CREATE UNIQUE INDEX "IX_assets_ParentId_Type_Name"
            ON "assets" ("ParentId", "Type", "Name") WHERE "SupersededAt" IS NULL AND "TrashedAt" IS NULL;
        CREATE INDEX "IX_assets_TrashedAt" ON "assets" ("TrashedAt") WHERE "TrashedAt" IS NOT NULL;
        CREATE INDEX "IX_assets_BssId" ON "assets" ("BssId");
        CREATE TABLE "media_words" (
            "Type" {text} NOT NULL,
            "BssId" {text} NOT NULL,
            "Namespace" {text} NOT NULL,
            "Version" bigint NOT NULL,
            "ToldVersion" bigint NOT NULL,
            PRIMARY KEY ("Type", "BssId"));
        """;

    /// <summary>
    /// For people who look at the lake: sums of a place without a look at its rows, and the newest of a folder, or of all, first. SQLite
    /// looks at the row for each column that the index lacks, those of its own condition too.
    /// </summary>
    private static readonly TableStep Browsing = new("""
        CREATE INDEX "IX_assets_sums" ON "assets" ("SpaceId", "EpisodeId", "Name", "Type", "CreatedAt", "Size", "SupersededAt", "TrashedAt")
            WHERE "SupersededAt" IS NULL AND "TrashedAt" IS NULL;
        CREATE INDEX "IX_assets_newest_of_folder" ON "assets" ("ParentId", "CreatedAt", "Id")
            WHERE "SupersededAt" IS NULL AND "TrashedAt" IS NULL;
        CREATE INDEX "IX_assets_newest" ON "assets" ("CreatedAt", "Id", "SpaceId", "Type", "Status", "Name", "SupersededAt", "TrashedAt")
            WHERE "SupersededAt" IS NULL AND "TrashedAt" IS NULL;
        """);

    /// <summary>
    /// The newest of a space first, for who may look at a few spaces of many; and its sum out of a narrower index than one with names.
    /// </summary>
    private static readonly TableStep NewestOfSpaces = new("""
        CREATE INDEX "IX_assets_newest_of_space"
            ON "assets" ("SpaceId", "CreatedAt", "Id", "Type", "Size", "SupersededAt", "TrashedAt")
            WHERE "SupersededAt" IS NULL AND "TrashedAt" IS NULL;
        """);

    /// <summary>All of them. The first makes the tables as version 0.1 made them, where they were missing.</summary>
    public static TableHistory History { get; } = new("DreamLake Server",
    [
        // PostgreSQL is told to compare texts by their bytes, as SQLite does: a language's order would hide names from a prefix's range.
        new TableStep(
            With(AsVersion01, identity: "integer NOT NULL PRIMARY KEY AUTOINCREMENT", text: "text"),
            With(AsVersion01, identity: "bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", text: "text COLLATE \"C\"")),
        Proofs,
        Splits,
        Versions,
        FileTimes,
        Descriptions,
        new TableStep(With(Trash, identity: "", text: "text"), With(Trash, identity: "", text: "text COLLATE \"C\"")),
        Browsing,
        NewestOfSpaces,
    ]);

    private static string With(string sql, string identity, string text) =>
        sql.Replace("{identity}", identity, StringComparison.Ordinal).Replace("{text}", text, StringComparison.Ordinal);
}
