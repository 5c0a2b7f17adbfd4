using System.Runtime.CompilerServices;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace DreamLake.Cli.Tests.Team;

/// <summary>A method that is started as a program by another suite: it is a test only where <see cref="Variable"/> is set.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(WhereAskedDiscoverer))]
public sealed class WhereAskedAttribute(
    [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    : FactAttribute(sourceFilePath, sourceLineNumber)
{
    /// <summary>The variable by which it is asked for.</summary>
    public const string Variable = "DREAMLAKE_TEST_SERVES";

    /// <summary>Whether who asks for it holds its standard input, and ends it by closing that.</summary>
    public static bool IsPiped => Environment.GetEnvironmentVariable(Variable) == "piped";
}

/// <summary>Finds it, or nothing: a test that is there and not run would be a skipped one.</summary>
public sealed class WhereAskedDiscoverer : FactDiscoverer
{
    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute) =>
        Environment.GetEnvironmentVariable(WhereAskedAttribute.Variable) is { Length: > 0 }
            ? base.Discover(discoveryOptions, testMethod, factAttribute)
            : new ValueTask<IReadOnlyCollection<IXunitTestCase>>([]);
}
