using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace DreamLake.Simulation.Lake;

/// <summary>
/// A process's way to its tables: each change is a step at which it can die, a dead one changes nothing, and a full disk takes nothing.
/// </summary>
internal static class ProcessTables
{
    private const int SqliteFull = 13;

    /// <summary>Puts itself between the contexts and the tables.</summary>
    public static void Watch(this DbContextOptionsBuilder options, LakeProcess process) =>
        options.AddInterceptors(new Commands(process), new Transactions(process), new Connections(process));

    // A dead process waits for ever where it can wait, and reads of a fault where it cannot: nobody listens to either.
    private static async ValueTask<InterceptionResult<T>> PassAsync<T>(LakeProcess process, InterceptionResult<T> result)
    {
        if (process.IsDead) await new TaskCompletionSource().Task;
        return result;
    }

    // Tables grow with what is written: with a transaction as it is committed, with a statement alone as it is carried out.
    private static void EnsureRoom(LakeProcess process, DbCommand? command)
    {
        if (process.IsDiskFull && (command is null || (command.Transaction is null && Writes(command.CommandText))))
            throw new SqliteException("database or disk is full", SqliteFull);
    }

    private static bool Writes(string sql) =>
        sql.StartsWith("INSERT", StringComparison.Ordinal) || sql.StartsWith("UPDATE", StringComparison.Ordinal);

    private static void Pass(LakeProcess process)
    {
        if (process.IsDead) throw new IOException("The process was killed.");
    }

    private sealed class Commands(LakeProcess process) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            EnsureRoom(process, command);
            return PassAsync(process, result);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            process.Step();
            EnsureRoom(process, command);
            return PassAsync(process, result);
        }

        public override InterceptionResult<DbDataReader> ReaderExecuting(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
        {
            Pass(process);
            return result;
        }

        public override InterceptionResult<int> NonQueryExecuting(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
        {
            Pass(process);
            return result;
        }
    }

    private sealed class Transactions(LakeProcess process) : DbTransactionInterceptor
    {
        public override async ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result,
            CancellationToken cancellationToken = default)
        {
            process.Step();
            if (process.IsDead) await new TaskCompletionSource().Task;
            EnsureRoom(process, null);
            return result;
        }
    }

    private sealed class Connections(LakeProcess process) : DbConnectionInterceptor
    {
        public override async ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result,
            CancellationToken cancellationToken = default)
        {
            if (process.IsDead) await new TaskCompletionSource().Task;
            process.Opened(connection);
            return result;
        }

        public override InterceptionResult ConnectionOpening(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
        {
            Pass(process);
            process.Opened(connection);
            return result;
        }

        public override void ConnectionClosed(DbConnection connection, ConnectionEndEventData eventData) => process.Closed(connection);

        public override Task ConnectionClosedAsync(DbConnection connection, ConnectionEndEventData eventData)
        {
            process.Closed(connection);
            return Task.CompletedTask;
        }
    }
}
