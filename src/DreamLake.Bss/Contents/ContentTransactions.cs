using DreamLake.Bss.Tables;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Contents;

/// <summary>
/// What is decided about contents that share 16 digits is decided by one transaction at a time, on however many hosts: SQLite lets one
/// writing transaction in anyway, and PostgreSQL is asked for a lock that ends with the transaction. No S3 call is made inside of one.
/// </summary>
internal sealed class ContentTransactions(IDbContextFactory<MediaContext> contexts)
{
    /// <summary>Does some work, saves it and commits.</summary>
    /// <param name="owner">The namespace.</param>
    /// <param name="project">The space.</param>
    /// <param name="hash">The 16 digits.</param>
    /// <param name="work">Reads and changes; it may be done again after a failure.</param>
    /// <param name="cancellationToken">Gives up, and leaves nothing of it.</param>
    public async Task<T> RunAsync<T>(
        string owner, string project, string hash, Func<MediaContext, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        // What fails ends the whole transaction: nothing is gone back to inside of it.
        db.Database.AutoSavepointsEnabled = false;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (db.Database.IsNpgsql())
        {
            var name = $"{owner}/{project}/{hash}";
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({name}, 0))", cancellationToken);
        }

        var result = await work(db);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }
}
