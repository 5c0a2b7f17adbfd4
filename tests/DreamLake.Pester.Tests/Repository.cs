using System.Reflection;

namespace DreamLake.Pester.Tests;

/// <summary>Where things lie.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Repository").Value!;

    public static string At(params string[] levels) => Path.Combine([Root, .. levels]);
}
