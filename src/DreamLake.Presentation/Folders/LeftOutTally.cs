namespace DreamLake.Presentation.Folders;

/// <summary>What was left out of a run, by reason: a person reads one line of it, whatever the number.</summary>
public sealed class LeftOutTally
{
    private const int NamedExtensions = 5;
    private readonly SortedDictionary<LeftOutReason, (string Words, int Count)> _counts = [];
    private readonly SortedSet<string> _extensions = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many were left out, those that cannot be read included.</summary>
    public int Count => _counts.Values.Sum(reason => reason.Count);

    /// <summary>Whether something could not be read.</summary>
    public bool HasFailures => _counts.ContainsKey(LeftOutReason.Unreadable);

    /// <summary>Whether there is something of whose bytes nothing can be said.</summary>
    public bool HasUnseen { get; private set; }

    /// <summary>Counts one.</summary>
    public void Add(LeftOut left)
    {
        HasUnseen |= left.IsUnseen;
        _counts[left.Reason] = (left.Words, _counts.GetValueOrDefault(left.Reason).Count + 1);
        if (left.Reason != LeftOutReason.UnknownType) return;
        if (Path.GetExtension(left.Path) is { Length: > 1 } extension) _extensions.Add(extension);
    }

    /// <summary>The counts: <c>2 of unknown type (.avi .json), 1 hidden</c>.</summary>
    public override string ToString() => string.Join(", ", _counts.Select(reason =>
        $"{reason.Value.Count} {reason.Value.Words}{(reason.Key == LeftOutReason.UnknownType ? Extensions() : "")}"));

    private string Extensions()
    {
        if (_extensions.Count == 0) return "";
        var more = _extensions.Count > NamedExtensions ? " …" : "";
        return $" ({string.Join(' ', _extensions.Take(NamedExtensions))}{more})";
    }
}
