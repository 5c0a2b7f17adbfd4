using System.Net.Sockets;
using DreamLake.Hosting.Tables;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace DreamLake.Hosting.Tests;

/// <summary>A PostgreSQL that is away is the database's fault, however deep EF Core wraps it, and is answered with "try again".</summary>
public sealed class DatabaseFaultTests
{
    private static readonly NpgsqlException Away = new("Failed to connect", new SocketException((int)SocketError.ConnectionRefused));

    public static TheoryData<Exception> Wrapped =>
    [
        Away,
        new InvalidOperationException("An exception has been raised that is likely due to a transient failure.", Away),
        new InvalidOperationException("Likewise.", new DbUpdateException("Saving failed.", Away)),
    ];

    [Theory]
    [MemberData(nameof(Wrapped))]
    public void It_is_found_and_answered_with_503(Exception fault)
    {
        Assert.Same(Away, DatabaseFault.Of(fault));
        Assert.Equal(503, FaultAnswer.Of(fault, TestContext.Current.CancellationToken).Status);
    }

    [Fact]
    public void A_fault_of_the_program_is_none_of_the_database()
    {
        var fault = new InvalidOperationException("Sequence contains no elements.");
        Assert.Null(DatabaseFault.Of(fault));
        Assert.Equal(500, FaultAnswer.Of(fault, TestContext.Current.CancellationToken).Status);
    }
}
