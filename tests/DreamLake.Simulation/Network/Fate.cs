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

    /// <summary>A 500 stands in place of the answer, and nothing was carried out.</summary>
    ServiceFails,

    /// <summary>A 503 asks to come again more slowly, and nothing was carried out.</summary>
    SlowDown,

    /// <summary>The connection breaks in the middle of the request's body.</summary>
    BodyCut,

    /// <summary>It is carried out, and the connection breaks in the middle of the answer's body.</summary>
    AnswerCut,

    /// <summary>It is on its way for longer than usual.</summary>
    Slow,

    /// <summary>It never arrives, and nobody says so for a quarter of an hour.</summary>
    Stalled,
}

/// <summary>What befalls one call.</summary>
/// <param name="What">The mishap.</param>
/// <param name="Before">How long the request is on its way.</param>
/// <param name="After">How long the answer is.</param>
internal readonly record struct Fate(Mishap What, TimeSpan Before, TimeSpan After)
{
    /// <summary>The status that stands in the answer's place.</summary>
    public HttpStatusCode Status =>
        What == Mishap.SlowDown ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.InternalServerError;

    /// <summary>Whether a service carried the call out and its caller did not learn what came of it.</summary>
    public bool LosesAnswer => What is Mishap.AnswerLost or Mishap.AnswerCut;
}
