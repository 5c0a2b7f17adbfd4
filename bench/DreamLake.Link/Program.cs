using System.CommandLine;
using System.Net;
using DreamLake.Link;

var to = new Option<int>("--to") { Description = "The port of the server on this machine.", Required = true };
var port = new Option<int>("--port") { Description = "Where clients come in. Default: any that is free." };
var rate = new Option<double>("--rate") { Description = "Megabits a second, up.", DefaultValueFactory = _ => 20 };
var roundTrip = new Option<int>("--round-trip") { Description = "Milliseconds there and back.", DefaultValueFactory = _ => 200 };
var resets = new Option<double?>("--resets") { Description = "Mebibytes between two resets of a connection, on average. Default: none." };
var stalls = new Option<double?>("--stalls") { Description = "Mebibytes until a connection falls silent, on average. Default: never." };
var seed = new Option<int>("--seed") { Description = "Decides when faults come.", DefaultValueFactory = _ => 1 };
var root = new RootCommand("A network in front of a server on this machine: slow, far and unsure.")
{
    to, port, rate, roundTrip, resets, stalls, seed,
};
root.SetAction(async (parsed, cancellationToken) =>
{
    const double Mebibyte = 1024 * 1024;
    var conditions = new LinkConditions(parsed.GetValue(rate), TimeSpan.FromMilliseconds(parsed.GetValue(roundTrip)))
    {
        BytesBetweenResets = parsed.GetValue(resets) * Mebibyte,
        BytesBetweenStalls = parsed.GetValue(stalls) * Mebibyte,
        Seed = parsed.GetValue(seed),
    };
    using var link = new ShapedLink(new IPEndPoint(IPAddress.Loopback, parsed.GetValue(to)), conditions, parsed.GetValue(port));
    Console.WriteLine($"{link.Address} (seed {conditions.Seed})");
    await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
    Console.WriteLine($"{link.Faults.Resets} resets, {link.Faults.Silences} silences");
});
return await root.Parse(args).InvokeAsync();
