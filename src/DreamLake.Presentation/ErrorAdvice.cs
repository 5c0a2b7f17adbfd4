using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.Presentation;

/// <summary>
/// What a person at a shell does about an error: what the engine says, and where this person sets it, of which the engine knows nothing.
/// </summary>
public static class ErrorAdvice
{
    /// <summary>The advice, in one line.</summary>
    public static string Of(UploadException fault) => Where(fault.Error) is { } where ? $"{fault.Advice} {where}" : fault.Advice;

    private static string? Where(UploadError error) => error switch
    {
        UploadError.TokenRefused =>
            $"The token is taken from {LakeDefaults.TokenVariable}; that of a lake that 'dreamlake serve' runs here is found without it.",
        UploadError.LakeUnreachable => $"The addresses are taken from {LakeDefaults.BssUrlVariable} and {LakeDefaults.ServerUrlVariable}.",
        _ => null,
    };
}
