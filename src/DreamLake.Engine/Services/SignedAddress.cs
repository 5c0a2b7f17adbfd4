using System.Diagnostics.CodeAnalysis;

namespace DreamLake.Engine.Services;

/// <summary>Reads presigned addresses so that they go out byte for byte.</summary>
internal static class SignedAddress
{
    /// <summary>Reads one; false for what is no http or https address.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out Uri? address)
    {
        address = null;
        return text is not null && TryAsSigned(text, out address) && address.Scheme is "http" or "https";
    }

    // Dot segments and escapes are part of what was signed: the address goes out byte for byte, unless it holds what no request line may.
    private static bool TryAsSigned(string text, [NotNullWhen(true)] out Uri? address) =>
        text.All(c => c is > ' ' and <= '~' and not '#')
            ? Uri.TryCreate(text, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out address)
            : Uri.TryCreate(text, UriKind.Absolute, out address);
}
