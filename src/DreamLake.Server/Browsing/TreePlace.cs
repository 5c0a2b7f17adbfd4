using DreamLake.Protocol;

namespace DreamLake.Server.Browsing;

/// <summary>A place of the tree below a space.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Space">The space.</param>
/// <param name="Episode">The episode; null for the space itself.</param>
/// <param name="Folder">A folder in it, such as <c>camera/front</c>; null or empty for its top.</param>
public sealed record TreePlace(string Namespace, string Space, string? Episode, string? Folder)
{
    /// <summary>The folder's names, from the top down.</summary>
    public IReadOnlyList<string> Folders =>
        NameRules.Normalize(Folder ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>How the names of the assets in it begin: <c>/camera/front/</c>.</summary>
    public string Prefix => Folders.Count == 0 ? "/" : $"/{string.Join('/', Folders)}/";

    internal Place Of(Viewer viewer) => Place.Of(Namespace, Space, Episode).For(viewer.Bearer);
}
