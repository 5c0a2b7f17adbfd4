using System.Net.Sockets;
using System.Text;
using DreamLake.Simulation.Lake;
using DreamLake.Simulation.Time;

namespace DreamLake.Simulation.Network;

/// <summary>
/// The wires between client and services: calls go from handler to request pipeline, and on their way befalls them what the script says.
/// </summary>
internal sealed class SimulatedNetwork(EventLoop loop, Weather weather)
{
    private static readonly byte[] SlowDownAnswer = Encoding.UTF8.GetBytes(
        """<?xml version="1.0" encoding="UTF-8"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>""");

    // After this long a system gives up a connection on which nothing moves.
    private static readonly TimeSpan SystemsPatience = TimeSpan.FromMinutes(15);
    private readonly Dictionary<string, SimulatedService> _services = new(StringComparer.Ordinal);

    /// <summary>What befalls calls.</summary>
    public Weather Weather => weather;

    /// <summary>Told of every call that was carried out, before its caller is.</summary>
    public Action<Exchange> CarriedOut { get; set; } = _ => { };

    /// <summary>Told of every call that arrives at a service, with its body.</summary>
    public Action<HttpRequestMessage, byte[]> Arriving { get; set; } = (_, _) => { };

    /// <summary>Told of a client that waited for an answer for longer than any of its patience is.</summary>
    public Action<string> WaitedTooLong { get; set; } = _ => { };

    /// <summary>Told of every call that something befell.</summary>
    public Action<string, HttpRequestMessage, Mishap> Befell { get; set; } = (_, _, _) => { };

    /// <summary>Puts a service behind a host name.</summary>
    public void Add(string host, SimulatedService service) => _services[host] = service;

    /// <summary>The wire of one process.</summary>
    /// <param name="process">Its name in the story: that of its machine, a dot, and the number of its run where it has many.</param>
    /// <param name="isDead">Whether the process was killed: then nobody waits for an answer any more.</param>
    /// <param name="beforeCall">Called before each call, at which the process may be killed.</param>
    public HttpMessageHandler From(string process, Func<bool>? isDead = null, Action? beforeCall = null) =>
        new Wire(this, process, isDead ?? (() => false), beforeCall ?? (() => { }));

    private async Task<HttpResponseMessage> CarryAsync(Wire wire, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        wire.BeforeCall();
        if (wire.IsDead()) await Silence();
        var fate = weather.Next(wire.Machine);
        if (fate.What != Mishap.None) Befell(wire.Process, request, fate.What);
        await loop.DelayAsync(fate.Before, cancellationToken);
        if (wire.IsDead()) await Silence();
        if (fate.What == Mishap.RequestLost) throw BrokenOff();
        if (fate.What == Mishap.Stalled)
        {
            await loop.DelayAsync(SystemsPatience, cancellationToken);
            if (!wire.IsDead() && wire.IsOfPerson) WaitedTooLong(wire.Process);
            throw BrokenOff();
        }

        if (!_services.TryGetValue(request.RequestUri!.Host, out var service) || service.Process is null) throw Refused();
        if (fate.What is Mishap.ServiceFails or Mishap.SlowDown) return Refusal(request, fate);
        return await ArriveAsync(wire, service, request, fate, cancellationToken);
    }

    // Once it has arrived it is carried out, whether or not somebody still waits for the answer.
    private async Task<HttpResponseMessage> ArriveAsync(
        Wire wire, SimulatedService service, HttpRequestMessage request, Fate fate, CancellationToken cancellationToken)
    {
        var body = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : [];
        Arriving(request, body);
        InMemoryAnswer answer;
        try
        {
            answer = await service.SendAsync(request, fate.What == Mishap.BodyCut ? new CutStream(body) : new MemoryStream(body));
        }
        catch (IOException)
        {
            throw BrokenOff();
        }

        CarriedOut(new Exchange(wire.Process, request, body, answer, fate, cancellationToken));
        await loop.DelayAsync(fate.After, cancellationToken);
        if (wire.IsDead()) await Silence();
        if (fate.What is Mishap.AnswerLost or Mishap.BodyCut) throw BrokenOff();
        return answer.ToMessage(
            request, fate.What == Mishap.AnswerCut ? new StreamContent(new CutStream(answer.Body)) : new ByteArrayContent(answer.Body));
    }

    private static Task Silence() => new TaskCompletionSource().Task;

    private static HttpResponseMessage Refusal(HttpRequestMessage request, Fate fate) =>
        new(fate.Status) { RequestMessage = request, Content = new ByteArrayContent(fate.What == Mishap.SlowDown ? SlowDownAnswer : []) };

    private static HttpRequestException BrokenOff() =>
        new(HttpRequestError.ConnectionError, "The connection was reset.",
            new IOException("reset", new SocketException((int)SocketError.ConnectionReset)));

    private static HttpRequestException Refused() =>
        new(HttpRequestError.ConnectionError, "Nobody listens there.", new SocketException((int)SocketError.ConnectionRefused));

    private sealed class Wire(SimulatedNetwork network, string process, Func<bool> isDead, Action beforeCall) : HttpMessageHandler
    {
        public string Process => process;

        public string Machine { get; } = process.Split('.')[0];

        // A run of a person's command has its number behind a dot; services and the reader of the end have none.
        public bool IsOfPerson => process.Contains('.', StringComparison.Ordinal);

        public bool IsDead() => isDead();

        public void BeforeCall() => beforeCall();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            network.CarryAsync(this, request, cancellationToken);
    }
}
