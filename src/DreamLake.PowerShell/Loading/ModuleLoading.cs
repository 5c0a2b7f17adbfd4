using System.Management.Automation;
using System.Runtime.Loader;
using DreamLake.PowerShell.Session;

namespace DreamLake.PowerShell.Loading;

/// <summary>Lets the cmdlets find the engine as long as the module is imported.</summary>
public sealed class ModuleLoading : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Called by PowerShell before it looks at the cmdlets.</summary>
    /// <remarks>Several sessions of one process may import the module: each hooks once, and unhooks its own.</remarks>
    public void OnImport() => AssemblyLoadContext.Default.Resolving += EngineContext.Resolve;

    /// <summary>Called by PowerShell when the module is removed.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        AssemblyLoadContext.Default.Resolving -= EngineContext.Resolve;
        LakeSession.End();
    }
}
