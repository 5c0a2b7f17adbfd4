namespace DreamLake.Simulation.Disk;

/// <summary>A folder: the names in it, and those of them that a power cut would leave.</summary>
/// <param name="made">When it was made.</param>
internal sealed class SimulatedFolder(DateTimeOffset made)
{
    private SortedDictionary<string, object> _onDisk = new(StringComparer.Ordinal);
    private bool _isFlushed = true;

    public DateTimeOffset Made { get; } = made;

    /// <summary>What each name leads to: a <see cref="SimulatedFile"/> or a <see cref="SimulatedFolder"/>.</summary>
    public SortedDictionary<string, object> Names { get; private set; } = new(StringComparer.Ordinal);

    public void Set(string name, object what)
    {
        Names[name] = what;
        _isFlushed = false;
    }

    public bool Remove(string name)
    {
        _isFlushed = false;
        return Names.Remove(name);
    }

    public void Flush()
    {
        if (_isFlushed) return;
        _onDisk = new(Names, StringComparer.Ordinal);
        _isFlushed = true;
    }

    /// <summary>The power was cut: of each change of a name that was not flushed, half reached the disk.</summary>
    public void Revert(Random chance)
    {
        if (!_isFlushed)
        {
            var left = new SortedDictionary<string, object>(_onDisk, StringComparer.Ordinal);
            foreach (var name in Names.Keys.Union(_onDisk.Keys).Order(StringComparer.Ordinal).ToArray())
            {
                if (chance.Next(2) == 0) continue;
                if (Names.TryGetValue(name, out var now)) left[name] = now;
                else left.Remove(name);
            }

            Names = left;
            Flush();
        }

        foreach (var entry in Names.Values)
        {
            if (entry is SimulatedFolder folder) folder.Revert(chance);
            else ((SimulatedFile)entry).Revert(chance);
        }
    }
}
