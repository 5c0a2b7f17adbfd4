namespace DreamLake.Server.Catalog;

/// <summary>What a node of the tree is. Nodes of different kinds may have the same name under the same parent.</summary>
internal enum NodeKind
{
    /// <summary>The top: whose it is.</summary>
    Namespace,

    /// <summary>Under a namespace.</summary>
    Space,

    /// <summary>Under a space. Its name is the whole text, slashes included: <c>experiments/2026/run-042</c> is one episode.</summary>
    Episode,

    /// <summary>Under an episode, a space (for assets without an episode) or another folder.</summary>
    Folder,

    /// <summary>
    /// The leaf of a video: where all versions of it hang. Each type has leaves of its own, so that one name may be of several.
    /// </summary>
    Video,

    /// <summary>The leaf of an audio file.</summary>
    Audio,

    /// <summary>The leaf of a label track.</summary>
    LabelTrack,

    /// <summary>The leaf of a text track.</summary>
    TextTrack,
}
