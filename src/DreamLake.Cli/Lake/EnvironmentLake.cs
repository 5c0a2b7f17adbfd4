using DreamLake.Engine;

namespace DreamLake.Cli.Lake;

/// <summary>The lake that the environment names.</summary>
internal static class EnvironmentLake
{
    /// <summary>Reads it; where it is the lake that <c>serve</c> runs on this machine, its owner's token need not be named.</summary>
    /// <exception cref="UsageException">A variable holds what can be no address or no token.</exception>
    public static LakeConnection Read() => ServedLake.Join(ReadNamed());

    /// <summary>Reads it as it is named, with no other token than the variable's.</summary>
    /// <exception cref="UsageException">A variable holds what can be no address or no token.</exception>
    public static LakeConnection ReadNamed()
    {
        try
        {
            return LakeConnection.FromEnvironment(Environment.GetEnvironmentVariable);
        }
        catch (FormatException fault)
        {
            throw new UsageException(fault.Message);
        }
    }
}
