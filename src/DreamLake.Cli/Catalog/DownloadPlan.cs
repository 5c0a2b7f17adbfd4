using DreamLake.Cli.Screen;
using DreamLake.Engine;
using DreamLake.Presentation;

namespace DreamLake.Cli.Catalog;

/// <summary>Which file each asset becomes, as the listing comes.</summary>
/// <param name="assets">The assets.</param>
/// <param name="destination">The folder.</param>
/// <param name="screen">Told of what cannot be, and of names that this system does not hold.</param>
internal sealed class DownloadPlan(IAsyncEnumerable<LakeAsset> assets, string destination, UploadScreen screen)
{
    private readonly DestinationFolder _folder = new(destination);

    /// <summary>Assets that were found so far.</summary>
    public int Found { get; private set; }

    /// <summary>Assets of them that cannot become a file.</summary>
    public int Refused { get; private set; }

    /// <summary>The files to receive.</summary>
    public async IAsyncEnumerable<ReceiveRequest> RequestsAsync()
    {
        await foreach (var asset in assets)
        {
            Found++;
            if (RequestOf(asset) is { } request) yield return request;
        }
    }

    private ReceiveRequest? RequestOf(LakeAsset asset)
    {
        try
        {
            var path = _folder.PathOf(asset, out var note);
            if (note is not null) screen.Say(note);
            return new ReceiveRequest(asset, path);
        }
        catch (UploadException fault)
        {
            Refused++;
            screen.Say($"{fault.Message} {ErrorAdvice.Of(fault)}");
            return null;
        }
    }
}
