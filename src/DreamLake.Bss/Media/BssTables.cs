using DreamLake.Hosting.Tables;

namespace DreamLake.Bss.Media;

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

    /// <summary>All of them.</summary>
    public static TableHistory History { get; } = new("BSS", [Media]);
}
