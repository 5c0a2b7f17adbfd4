using DreamLake.Hosting;
using DreamLake.Protocol;
using DreamLake.Server.Bss;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Server.Registering;

/// <summary>
/// Holds a registration to what BSS knows of its medium: an asset of another's medium would show it to whoever registered it.
/// </summary>
internal sealed class OwnMedium(BssClient bss)
{
    /// <summary>Does nothing where the medium is of the asset's namespace, and has the content that the request tells of.</summary>
    /// <param name="registration">What is to be registered.</param>
    /// <param name="authorization">The caller's own, for BSS.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusalException">
    /// 403: it is of another namespace. 422: BSS has no such medium, or it has another content. 503: BSS is away.
    /// </exception>
    /// <returns>The medium as BSS knows it.</returns>
    public async Task<MediaRecord> EnsureAsync(Registration registration, string? authorization, CancellationToken cancellationToken)
    {
        var medium = await bss.MediumAsync(registration.Type, registration.BssId, authorization, cancellationToken);
        // Also to the lake's own owner, whose token reads every namespace: the asset is for those of its own.
        if (medium.Owner != registration.Place.Namespace)
        {
            throw new RefusalException(
                StatusCodes.Status403Forbidden,
                $"The medium of '{registration.Type.BssIdField}' belongs to another namespace than this asset. "
                    + "Upload the file to this namespace.");
        }

        var known = medium.Verified?.Sha256 ?? medium.Sha256;
        if (registration.Told.Sha256 is not { } told || known is null || told.Equals(known, StringComparison.OrdinalIgnoreCase))
        {
            return medium;
        }

        throw RefusalException.Wrong(
            $"The medium of '{registration.Type.BssIdField}' has another content: its SHA-256 is {known}, and the request tells {told}.");
    }
}
