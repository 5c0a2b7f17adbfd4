using System.Reflection;
using System.Runtime.Loader;

namespace DreamLake.PowerShell.Loading;

/// <summary>Where the engine and its packages live: apart from the session's own.</summary>
/// <remarks>Other modules load other versions of the same packages.</remarks>
internal sealed class EngineContext : AssemblyLoadContext
{
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(typeof(EngineContext).Assembly.Location)!, "Dependencies");
    private static readonly EngineContext Instance = new();

    private EngineContext() : base("DreamLake")
    {
    }

    /// <summary>Answers the default context when the cmdlets first need the engine. Nobody else's question is answered.</summary>
    public static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name is { } simple && simple.StartsWith("DreamLake.", StringComparison.Ordinal) && File.Exists(FileOf(simple))
            ? Instance.LoadFromAssemblyName(name)
            : null;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var file = FileOf(assemblyName.Name!);
        return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }

    private static string FileOf(string simpleName) => Path.Combine(Folder, simpleName + ".dll");
}
