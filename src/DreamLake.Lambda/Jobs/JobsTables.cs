using DreamLake.Hosting.Tables;

namespace DreamLake.Lambda.Jobs;

/// <summary>The steps by which the Lambda's tables came to be.</summary>
internal static class JobsTables
{
    /// <summary>As version 0.1 made them, where they were missing.</summary>
    private static readonly TableStep Jobs = new("""
        CREATE TABLE IF NOT EXISTS "dispatches" (
            "MediaId" text NOT NULL,
            "DispatchId" text NOT NULL,
            PRIMARY KEY ("MediaId", "DispatchId"));
        CREATE TABLE IF NOT EXISTS "jobs" (
            "MediaId" text NOT NULL PRIMARY KEY,
            "Type" text NOT NULL,
            "Owner" text NOT NULL,
            "Project" text NOT NULL,
            "ContentKey" text NOT NULL,
            "State" text NOT NULL,
            "Reason" text,
            "Attempts" integer NOT NULL,
            "Crashes" integer NOT NULL,
            "DueAt" bigint NOT NULL,
            "Worker" text,
            "LeaseUntil" bigint,
            "Metadata" text);
        CREATE INDEX IF NOT EXISTS "IX_jobs_State_DueAt" ON "jobs" ("State", "DueAt");
        """);

    /// <summary>Owners take turns, and their short files come first.</summary>
    private static readonly TableStep Fairness = new("""
        ALTER TABLE "jobs" ADD COLUMN "Size" bigint NOT NULL DEFAULT 0;
        ALTER TABLE "jobs" ADD COLUMN "IsLong" boolean NOT NULL DEFAULT false;
        CREATE INDEX "IX_jobs_State_Owner" ON "jobs" ("State", "Owner");
        CREATE TABLE "turns" (
            "Owner" text NOT NULL PRIMARY KEY,
            "LastAt" bigint NOT NULL);
        """);

    /// <summary>What a content was verified by, and which of them were found to be other bytes.</summary>
    private static readonly TableStep Proofs = new("""
        ALTER TABLE "jobs" ADD COLUMN "Sha256" text;
        ALTER TABLE "jobs" ADD COLUMN "IsDoubted" boolean NOT NULL DEFAULT false;
        CREATE INDEX "IX_jobs_IsDoubted" ON "jobs" ("MediaId") WHERE "IsDoubted";
        """);

    /// <summary>When an address was used up, so that it can be forgotten: those from before are 0.</summary>
    private static readonly TableStep Forgetting = new("""
        ALTER TABLE "dispatches" ADD COLUMN "At" bigint NOT NULL DEFAULT 0;
        CREATE INDEX "IX_dispatches_At" ON "dispatches" ("At");
        """);

    /// <summary>Each content's split has a place of its own; those from before share one.</summary>
    private static readonly TableStep Places = new("""
        ALTER TABLE "jobs" ADD COLUMN "Place" text;
        CREATE INDEX "IX_jobs_ContentKey" ON "jobs" ("ContentKey");
        """);

    /// <summary>All of them.</summary>
    public static TableHistory History { get; } = new("the Lambda", [Jobs, Fairness, Proofs, Forgetting, Places]);
}
