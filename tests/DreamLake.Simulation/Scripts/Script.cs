using DreamLake.Simulation.Network;

namespace DreamLake.Simulation.Scripts;

/// <summary>One seed's script: who uploads what, and what befalls them. Its elements are numbered, so that some can be left out.</summary>
internal sealed record Script(int Seed, IReadOnlyList<Element> Elements)
{
    /// <summary>The script without some of its elements, by their numbers.</summary>
    public Script Without(IReadOnlySet<int> numbers) =>
        this with { Elements = [.. Elements.Where((_, number) => !numbers.Contains(number))] };

    public IEnumerable<T> All<T>() => Elements.OfType<T>();

    public IReadOnlyDictionary<(string Machine, int Call), Mishap> Mishaps() =>
        All<CallBefallen>().ToDictionary(call => (call.Machine, call.Call), call => call.What);

    /// <summary>The elements with their numbers.</summary>
    public void Write(TextWriter writer)
    {
        for (var number = 0; number < Elements.Count; number++) writer.WriteLine($"{number,3}  {Elements[number]}");
    }
}
