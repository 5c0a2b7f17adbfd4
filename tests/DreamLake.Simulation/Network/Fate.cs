using System.Net;

namespace DreamLake.Simulation.Network;

/// <summary>What can befall a call.</summary>
internal enum Mishap
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It never arrives.</summary>
    RequestLost,

    /// <summary>It is carried out, and its answer never arrives.</summary>
    AnswerLost,

    /// <summary>A 5xx stands in place of the answer, and nothing was carried out.</summary>
    ServiceFails,
}

/// <summary>What befalls one call.</summary>
/// <param name="What">The mishap.</param>
/// <param name="Before">How long the request is on its way.</param>
/// <param name="After">How long the answer is.</param>
/// <param name="Status">The status of a service that fails.</param>
internal readonly record struct Fate(Mishap What, TimeSpan Before, TimeSpan After, HttpStatusCode Status);
