using DreamLake.Simulation.Scripts;

namespace DreamLake.Simulation.Playing;

/// <summary>Makes a script that fails as short as it can be and still fail: takes out what it can do without.</summary>
internal sealed class Shrinker(Stage stage)
{
    /// <summary>The numbers of the elements that the failure does not need.</summary>
    public IReadOnlySet<int> Needless(Script script)
    {
        var without = new HashSet<int>();
        for (var size = Math.Max(1, script.Elements.Count / 2); size >= 1; size /= 2)
        {
            for (var from = script.Elements.Count; from > 0; from -= size)
            {
                var chunk = Enumerable.Range(Math.Max(0, from - size), Math.Min(size, from)).Where(number => !without.Contains(number));
                var more = without.Union(chunk).ToHashSet();
                if (more.Count > without.Count && Fails(script, more)) without = more;
            }
        }

        return without;
    }

    private bool Fails(Script script, HashSet<int> without) => stage.Play(script.Without(without)).Broken is not null;
}
