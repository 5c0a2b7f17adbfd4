namespace DreamLake;

/// <summary>
/// Only in a build with -p:PlantedFaults=true: a fault in the code of this assembly that the simulation has to find. Asleep until it is
/// named; no other build has this class or what asks it.
/// </summary>
internal static class PlantedFault
{
    /// <summary>Whether this is the fault that is awake in this process.</summary>
    public static bool Is(string name) => AppContext.GetData("DreamLake.PlantedFault") is string awake && awake == name;
}
