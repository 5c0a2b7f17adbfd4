using System.Net.Sockets;
using DreamLake.Simulation.Lake;
using DreamLake.Simulation.Time;

namespace DreamLake.Simulation.Network;

/// <summary>
/// The wires between client and services: calls go from handler to request pipeline, and on their way befalls them what the seed says.
/// </summary>
internal sealed class SimulatedNetwork(EventLoop loop)
{
    private readonly Dictionary<string, SimulatedService> _services = new(StringComparer.Ordinal);

    /// <summary>What befalls calls; the weather of the schedule that is played.</summary>
    public Weather Weather { get; set; } = Weather.Fair;

    /// <summary>Told of every call that reached a service, with its answer's status.</summary>
    public Action<string, HttpRequestMessage, int, Mishap> Answered { get; set; } = (_, _, _, _) => { };

    /// <summary>Told of every call that something befell.</summary>
    public Action<string, HttpRequestMessage, Mishap> Befell { get; set; } = (_, _, _) => { };

    /// <summary>Puts a service behind a host name.</summary>
    public void Add(string host, SimulatedService service) => _services[host] = service;

    /// <summary>The wire of one machine.</summary>
    /// <param name="machine">Its name in the story.</param>
    /// <param name="isDead">Whether the process behind it was killed: then nobody waits for an answer any more.</param>
    public HttpMessageHandler From(string machine, Func<bool>? isDead = null) => new Wire(this, machine, isDead ?? (() => false));

    private async Task<HttpResponseMessage> CarryAsync(Wire wire, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (wire.IsDead()) await Silence();
        var fate = Weather.FateOf(wire.Machine, request);
        if (fate.What != Mishap.None) Befell(wire.Machine, request, fate.What);
        await loop.DelayAsync(fate.Before, cancellationToken);
        if (wire.IsDead()) await Silence();
        if (fate.What == Mishap.RequestLost) throw BrokenOff();
        if (!_services.TryGetValue(request.RequestUri!.Host, out var service) || service.Door is not { } door) throw Refused();
        if (fate.What == Mishap.ServiceFails)
        {
            return new HttpResponseMessage(fate.Status) { RequestMessage = request, Content = new StringContent("") };
        }

        // Once it has arrived it is carried out, whether or not somebody still waits for the answer.
        using var arrived = await CopyAsync(request, cancellationToken);
        var answer = await door.SendAsync(arrived, CancellationToken.None);
        var body = await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
        Answered(wire.Machine, request, (int)answer.StatusCode, fate.What);
        await loop.DelayAsync(fate.After, cancellationToken);
        if (wire.IsDead()) await Silence();
        if (fate.What == Mishap.AnswerLost) throw BrokenOff();
        return Answer(answer, body, request);
    }

    private static Task Silence() => new TaskCompletionSource().Task;

    private static async Task<HttpRequestMessage> CopyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var copy = new HttpRequestMessage(request.Method, new Uri(request.RequestUri!.AbsoluteUri)) { Version = request.Version };
        foreach (var header in request.Headers) copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
        if (request.Content is not { } content) return copy;
        copy.Content = new ByteArrayContent(await content.ReadAsByteArrayAsync(cancellationToken));
        foreach (var header in content.Headers) copy.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        return copy;
    }

    private static HttpResponseMessage Answer(HttpResponseMessage answer, byte[] body, HttpRequestMessage request)
    {
        var whole = new HttpResponseMessage(answer.StatusCode) { RequestMessage = request, Content = new ByteArrayContent(body) };
        foreach (var header in answer.Headers) whole.Headers.TryAddWithoutValidation(header.Key, header.Value);
        foreach (var header in answer.Content.Headers) whole.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        answer.Dispose();
        return whole;
    }

    private static HttpRequestException BrokenOff() =>
        new(HttpRequestError.ConnectionError, "The connection was reset.",
            new IOException("reset", new SocketException((int)SocketError.ConnectionReset)));

    private static HttpRequestException Refused() =>
        new(HttpRequestError.ConnectionError, "Nobody listens there.", new SocketException((int)SocketError.ConnectionRefused));

    private sealed class Wire(SimulatedNetwork network, string machine, Func<bool> isDead) : HttpMessageHandler
    {
        public string Machine => machine;

        public bool IsDead() => isDead();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            network.CarryAsync(this, request, cancellationToken);
    }
}
