using DreamLake.Hosting.Tables;

namespace DreamLake.Bss.Tables;

/// <summary>The steps by which BSS's tables came to be.</summary>
internal static class BssTables
{
    /// <summary>As version 0.1 made them, where they were missing.</summary>
    private static readonly TableStep Media = new("""
        CREATE TABLE IF NOT EXISTS "media" (
            "Id" text NOT NULL PRIMARY KEY,
            "Type" text NOT NULL,
            "Owner" text NOT NULL,
            "Project" text NOT NULL,
            "Episode" text NOT NULL,
            "Name" text NOT NULL,
            "StagingHash" text NOT NULL,
            "Sha256" text,
            "Size" bigint NOT NULL,
            "ContentType" text,
            "Format" text,
            "EntryCount" bigint,
            "Fields" text,
            "CreatedAt" bigint NOT NULL);
        CREATE UNIQUE INDEX IF NOT EXISTS "IX_media_Type_Owner_Project_Episode_Name_StagingHash"
            ON "media" ("Type", "Owner", "Project", "Episode", "Name", "StagingHash");
        """);

    /// <summary>
    /// The table of contents, with a row for each key that media of version 0.1 lie under; what else lies in S3 is taken over by
    /// the takeover (<c>Uploads/Takeover.cs</c>). Nothing that 0.1 was told of digests is believed before the bytes are read back.
    /// </summary>
    private const string ContentsAndUploads = """
        CREATE TABLE "contents" (
            "Id" {identity},
            "Owner" text NOT NULL,
            "Project" text NOT NULL,
            "Hash" text NOT NULL,
            "Key" text NOT NULL,
            "Size" bigint NOT NULL,
            "Promised" text,
            "Sha256" text,
            "VerifiedAt" bigint,
            "State" text NOT NULL,
            "Reason" text,
            "SameAs" bigint,
            "CreatedAt" bigint NOT NULL);
        CREATE UNIQUE INDEX "IX_contents_Key" ON "contents" ("Key");
        CREATE UNIQUE INDEX "IX_contents_Owner_Project_Sha256" ON "contents" ("Owner", "Project", "Sha256") WHERE "SameAs" IS NULL;
        CREATE INDEX "IX_contents_Owner_Project_Hash" ON "contents" ("Owner", "Project", "Hash");
        CREATE INDEX "IX_contents_SameAs" ON "contents" ("SameAs");
        CREATE TABLE "uploads" (
            "Id" text NOT NULL PRIMARY KEY,
            "Owner" text NOT NULL,
            "Project" text NOT NULL,
            "Hash" text NOT NULL,
            "Key" text NOT NULL,
            "S3Key" text NOT NULL,
            "Sha256" text,
            "Size" bigint,
            "State" text NOT NULL,
            "Parts" text,
            "HadOtherParts" boolean NOT NULL,
            "ContentId" bigint,
            "RefusalStatus" integer,
            "Refusal" text,
            "CreatedAt" bigint NOT NULL);
        CREATE INDEX "IX_uploads_Owner_Project_Hash" ON "uploads" ("Owner", "Project", "Hash");
        CREATE INDEX "IX_uploads_ContentId" ON "uploads" ("ContentId");
        CREATE INDEX "IX_uploads_CreatedAt" ON "uploads" ("CreatedAt");
        CREATE TABLE "claimed_keys" ("Key" text NOT NULL PRIMARY KEY);
        CREATE TABLE "verifications" (
            "ContentId" bigint NOT NULL PRIMARY KEY,
            "Owner" text NOT NULL,
            "DueAt" bigint NOT NULL,
            "IsAwaited" boolean NOT NULL,
            "Attempts" integer NOT NULL,
            "LeaseUntil" bigint);
        CREATE INDEX "IX_verifications_Owner_DueAt" ON "verifications" ("Owner", "DueAt");
        CREATE TABLE "removals" ("Key" text NOT NULL PRIMARY KEY, "DueAt" bigint NOT NULL);
        CREATE TABLE "pending_splits" (
            "MediaId" text NOT NULL,
            "DispatchId" text NOT NULL,
            "ContentId" bigint NOT NULL,
            PRIMARY KEY ("MediaId", "DispatchId"));
        CREATE TABLE "milestones" ("Name" text NOT NULL PRIMARY KEY);

        INSERT INTO "contents" ("Owner", "Project", "Hash", "Key", "Size", "State", "CreatedAt")
            SELECT "Owner", "Project", substr("StagingHash", 1, 16), "Owner" || '/' || "Project" || '/staging/' || "StagingHash",
                MAX("Size"), 'Stored', MIN("CreatedAt")
            FROM "media" GROUP BY "Owner", "Project", "StagingHash";
        INSERT INTO "claimed_keys" ("Key") SELECT "Key" FROM "contents";
        INSERT INTO "verifications" ("ContentId", "Owner", "DueAt", "IsAwaited", "Attempts")
            SELECT "Id", "Owner", 0, {false}, 0 FROM "contents";
        ALTER TABLE "media" ADD COLUMN "ContentId" bigint NOT NULL DEFAULT 0;
        UPDATE "media" SET "ContentId" = (SELECT "Id" FROM "contents"
            WHERE "contents"."Key" = "media"."Owner" || '/' || "media"."Project" || '/staging/' || "media"."StagingHash");
        DROP INDEX "IX_media_Type_Owner_Project_Episode_Name_StagingHash";
        CREATE UNIQUE INDEX "IX_media_Type_Owner_Project_Episode_Name_ContentId"
            ON "media" ("Type", "Owner", "Project", "Episode", "Name", "ContentId");
        CREATE INDEX "IX_media_ContentId" ON "media" ("ContentId");
        """;

    /// <summary>An upload is remembered from its end on, and not from its beginning: a slow one is told its answer for as long.</summary>
    private static readonly TableStep UploadsFromTheirEnd = new("""
        ALTER TABLE "uploads" ADD COLUMN "ChangedAt" bigint NOT NULL DEFAULT 0;
        UPDATE "uploads" SET "ChangedAt" = "CreatedAt";
        DROP INDEX "IX_uploads_CreatedAt";
        CREATE INDEX "IX_uploads_ChangedAt" ON "uploads" ("ChangedAt");
        """);

    /// <summary>When files were last written, so that they come back with their time.</summary>
    private static readonly TableStep FileTimes = new("""
        ALTER TABLE "media" ADD COLUMN "ModifiedAt" bigint;
        """);

    /// <summary>
    /// Digests of ranges of contents that are proven from now on; those that were before get theirs when they are read back again.
    /// </summary>
    private static readonly TableStep RangeDigests = new("""
        CREATE TABLE "range_digests" ("ContentId" bigint NOT NULL PRIMARY KEY, "Crc32C" text NOT NULL);
        """);

    /// <summary>
    /// The trash: when a medium went into it, by which word of DreamLake Server, and when it was last registered; which uploads were used
    /// up by a registration; and since when a content has no medium.
    /// </summary>
    private const string Trash = """
        ALTER TABLE "media" ADD COLUMN "TrashedAt" bigint;
        ALTER TABLE "media" ADD COLUMN "TrashVersion" bigint NOT NULL DEFAULT 0;
        ALTER TABLE "media" ADD COLUMN "RegisteredAt" bigint NOT NULL DEFAULT 0;
        ALTER TABLE "uploads" ADD COLUMN "IsRegistered" boolean NOT NULL DEFAULT {false};
        ALTER TABLE "contents" ADD COLUMN "LeftAt" bigint;
        CREATE INDEX "IX_contents_LeftAt" ON "contents" ("LeftAt") WHERE "LeftAt" IS NOT NULL;
        """;

    /// <summary>The scrub: until when a content is somebody's, how often S3 could not give it back, and an index of what is due.</summary>
    private static readonly TableStep Scrub = new("""
        ALTER TABLE "contents" ADD COLUMN "ScrubLeaseUntil" bigint;
        ALTER TABLE "contents" ADD COLUMN "ScrubFailures" integer NOT NULL DEFAULT 0;
        CREATE INDEX "IX_contents_VerifiedAt" ON "contents" ("VerifiedAt") WHERE "State" = 'Proven' AND "SameAs" IS NULL;
        """);

    /// <summary>What is broken is counted at each look at the metrics, among very many contents that are not.</summary>
    private static readonly TableStep Broken = new("""
        CREATE INDEX "IX_contents_broken" ON "contents" ("State") WHERE "State" IN ('Rejected', 'Damaged');
        """);

    /// <summary>What the bucket and the tables do not agree on, and how far the look at them is.</summary>
    private static readonly TableStep Strays = new("""
        CREATE TABLE "strays" (
            "Subject" text NOT NULL PRIMARY KEY,
            "Kind" text NOT NULL,
            "Owner" text NOT NULL,
            "Project" text NOT NULL,
            "Hash" text NOT NULL,
            "Key" text NOT NULL,
            "Size" bigint NOT NULL,
            "FoundAt" bigint NOT NULL);
        CREATE INDEX "IX_strays_Owner_Project_Hash" ON "strays" ("Owner", "Project", "Hash");
        CREATE TABLE "inventory" (
            "Id" integer NOT NULL PRIMARY KEY,
            "After" text NOT NULL,
            "BegunAt" bigint NOT NULL,
            "DueAt" bigint NOT NULL,
            "LeaseUntil" bigint);
        """);

    /// <summary>All of them.</summary>
    public static TableHistory History { get; } = new("BSS",
    [
        Media,
        new TableStep(
            With(ContentsAndUploads, identity: "integer NOT NULL PRIMARY KEY AUTOINCREMENT", no: "0"),
            With(ContentsAndUploads, identity: "bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", no: "false")),
        UploadsFromTheirEnd,
        FileTimes,
        RangeDigests,
        new TableStep(With(Trash, identity: "", no: "0"), With(Trash, identity: "", no: "false")),
        Scrub,
        UsageTables.Step,
        Broken,
        Strays,
        UsageTables.MoreShards,
    ]);

    private static string With(string sql, string identity, string no) =>
        sql.Replace("{identity}", identity, StringComparison.Ordinal).Replace("{false}", no, StringComparison.Ordinal);
}
