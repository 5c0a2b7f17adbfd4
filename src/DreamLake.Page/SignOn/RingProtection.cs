using System.Security.Cryptography;
using DreamLake.Hosting.Keys;
using DreamLake.Page.Sessions;
using Microsoft.AspNetCore.DataProtection;

namespace DreamLake.Page.SignOn;

/// <summary>
/// Protects what the framework sends along with a browser to the provider and back, under the lake's own keys: the process that somebody
/// comes back to may be another one, and the framework's own keys would lie in a home folder.
/// </summary>
internal sealed class RingProtection(KeyRing keys) : IDataProtectionProvider
{
    /// <inheritdoc/>
    public IDataProtector CreateProtector(string purpose) => new Protector(keys, $"page sign-on\n{purpose}");

    private sealed class Protector(KeyRing keys, string purpose) : IDataProtector
    {
        public IDataProtector CreateProtector(string purpose1) => new Protector(keys, $"{purpose}\n{purpose1}");

        public byte[] Protect(byte[] plaintext) => SealedBytes.Seal(keys, purpose, plaintext);

        public byte[] Unprotect(byte[] protectedData) => SealedBytes.Open(keys, purpose, protectedData)
            ?? throw new CryptographicException("It was not sealed by this lake.");
    }
}
