using System.Reflection;
using Xunit.v3;

// The module reads the process's environment and home folder, as it does in a person's session.
[assembly: Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace DreamLake.PowerShell.Tests.Hosting;

/// <summary>Where things lie.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("Repository");

    /// <summary>The module as every build lays it out.</summary>
    public static string Module => Path.Combine(Root, "out", "DreamLake");

    /// <summary>The <c>dreamlake</c> command, as built.</summary>
    public static string Command { get; } = Metadata("Command");

    public static string Sample(string name) => Path.Combine(Root, "samples", name);

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
