namespace DreamLake.Server.Reading;

/// <summary>Which assets a listing shows.</summary>
internal enum ShownAssets
{
    /// <summary>The present one of each name.</summary>
    Present,

    /// <summary>Those that others superseded as well.</summary>
    AllVersions,

    /// <summary>What is in the trash, and nothing else.</summary>
    Trash,
}
