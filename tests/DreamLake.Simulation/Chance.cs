namespace DreamLake.Simulation;

/// <summary>
/// Numbers by lot that depend on nothing but their place: what one draws does not shift what another does, so that a script from which
/// something was taken goes on as before.
/// </summary>
internal struct Chance
{
    private ulong _state;

    public Chance(int seed, string who, int number)
    {
        _state = unchecked((ulong)seed * 0x9E3779B97F4A7C15);
        foreach (var letter in who) _state = unchecked((_state ^ letter) * 0x100000001B3);
        _state = unchecked(_state ^ ((ulong)number * 0xBF58476D1CE4E5B9));
    }

    /// <summary>A number from the least to one below the bound.</summary>
    public int Next(int least, int bound)
    {
        _state = unchecked(_state + 0x9E3779B97F4A7C15);
        var mixed = _state;
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        return least + (int)((mixed ^ (mixed >> 31)) % (ulong)(bound - least));
    }
}
