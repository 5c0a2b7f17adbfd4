using DreamLake.Server.Catalog;

namespace DreamLake.Server.Registering;

/// <summary>The way down the tree within one transaction: each node is found, or made where it is missing, and then known.</summary>
internal sealed class NodeTree(CatalogContext catalog)
{
    private readonly Dictionary<(Node? Parent, NodeKind Kind, string Name), Node> _known = [];

    /// <summary>A node under another.</summary>
    public async Task<Node> DownToAsync(Node? parent, NodeKind kind, string name, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue((parent, kind, name), out var known)) return known;
        // Under a node that is itself being made there is nothing to find.
        var isNewBranch = parent is { Id: 0 };
        var found = isNewBranch ? null : await catalog.FindNodeAsync(parent?.Id, kind, name, cancellationToken);
        return _known[(parent, kind, name)] = found ?? Make(parent, kind, name);
    }

    private Node Make(Node? parent, NodeKind kind, string name) =>
        catalog.Nodes.Add(new Node { Parent = parent, Kind = kind, Name = name }).Entity;
}
