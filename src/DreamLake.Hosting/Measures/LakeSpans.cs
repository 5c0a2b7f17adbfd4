using System.Diagnostics;

namespace DreamLake.Hosting.Measures;

/// <summary>
/// The lake's own spans: one for each request, call of S3 and command of a database. They are named by routes and words of the program;
/// no path that somebody asked for, no query and no statement is in them.
/// </summary>
public static class LakeSpans
{
    /// <summary>The name of their source.</summary>
    public const string Name = "DreamLake";

    /// <summary>Their source. Where nobody listens to it a span costs nothing.</summary>
    public static ActivitySource Source { get; } = new(Name);
}
