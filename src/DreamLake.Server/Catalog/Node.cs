namespace DreamLake.Server.Catalog;

/// <summary>A node of the tree namespace → space → episode → folders → leaf; an asset's versions belong to its leaf.</summary>
internal sealed class Node
{
    public long Id { get; init; }

    /// <summary>Null for a namespace alone.</summary>
    public long? ParentId { get; init; }

    public Node? Parent { get; init; }

    public required NodeKind Kind { get; init; }

    public required string Name { get; init; }
}
