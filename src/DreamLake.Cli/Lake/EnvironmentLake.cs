using DreamLake.Engine;

namespace DreamLake.Cli.Lake;

/// <summary>The lake that the environment names.</summary>
internal static class EnvironmentLake
{
    /// <summary>Reads it.</summary>
    /// <exception cref="UsageException">A variable holds what can be no address or no token.</exception>
    public static LakeConnection Read()
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
