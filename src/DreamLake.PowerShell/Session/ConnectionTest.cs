using DreamLake.Engine;
using DreamLake.PowerShell.Waiting;

namespace DreamLake.PowerShell.Session;

/// <summary>Asks a lake whether it is there and takes the token.</summary>
/// <remarks>
/// It stands between the cmdlets and the engine because PowerShell looks at every member of a cmdlet, before the engine is loaded.
/// </remarks>
internal static class ConnectionTest
{
    /// <summary>Asks both services.</summary>
    /// <exception cref="FormatException">An address or the token cannot be one.</exception>
    /// <exception cref="Engine.UploadException">A service does not answer, or refuses the token.</exception>
    public static void Run(LakeChoice choice, CancellationToken cancellationToken)
    {
        var lake = choice.Lake();
        BlockingCall.Run(() => new LakeCheck(lake).RunAsync(cancellationToken));
    }
}
