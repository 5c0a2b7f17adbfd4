using DreamLake.Simulation.Lake;
using DreamLake.Simulation.Network;
using DreamLake.Simulation.Time;

namespace DreamLake.Simulation.Playing;

/// <summary>What surrounds the people of one schedule.</summary>
/// <param name="Loop">Virtual time.</param>
/// <param name="Clock">The machines' clock.</param>
/// <param name="Network">The wires.</param>
/// <param name="Lake">The lake.</param>
/// <param name="Story">What happens.</param>
/// <param name="Invariants">What has to hold.</param>
internal sealed record World(
    EventLoop Loop, VirtualClock Clock, SimulatedNetwork Network, SimulatedLake Lake, Story Story, Invariants Invariants);
