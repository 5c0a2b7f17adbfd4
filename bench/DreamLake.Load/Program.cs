using System.CommandLine;
using DreamLake.Load;
using DreamLake.Protocol;

// DreamLake.Load: whole registrations, as our client makes them, against a team's lake on PostgreSQL; all of it on this machine.
var seconds = new Option<int>("--seconds") { Description = "How long it is measured.", DefaultValueFactory = _ => 30 };
var warmUp = new Option<int>("--warm-up") { Description = "Seconds before that.", DefaultValueFactory = _ => 20 };
var clients = new Option<int>("--clients") { Description = "Uploads of folders at a time.", DefaultValueFactory = _ => 8 };
var batch = new Option<int>("--batch") { Description = "Files of a call; 1: the single calls.", DefaultValueFactory = _ => 100 };
var size = new Option<int>("--size") { Description = "Bytes of a file.", DefaultValueFactory = _ => 4096 };
var type = new Option<string>("--type") { Description = "Their type's word.", DefaultValueFactory = _ => "video" };
var folder = new Option<string>("--folder") { Description = "Where the pool lies.", DefaultValueFactory = _ => Path.GetTempPath() };
var shown = new Option<int>("--statements") { Description = "The costliest statements shown.", DefaultValueFactory = _ => 0 };
var connection = new Option<string?>("--connection") { Description = "Added to the connection string." };
var settings = new Option<string[]>("--set") { Description = "A setting of the lake, Section:Name=value; again for more." };
var lake = new Option<string?>("--lake") { Description = "The lake's program as it was published. Default: as it was built here." };
var one = new Option<bool>("--one-process") { Description = "BSS, DreamLake Server and the pool in one process." };
var command = new RootCommand("Measures whole registrations against a lake on PostgreSQL.")
{
    seconds, warmUp, clients, batch, size, type, folder, shown, connection, settings, lake, one,
};
command.SetAction(async (parsed, cancellationToken) =>
{
    if (!AssetType.TryFromWord(parsed.GetValue(type), out var word)) throw new ArgumentException("There is no such type.");
    var options = new LoadOptions(
        parsed.GetValue(seconds), parsed.GetValue(warmUp), parsed.GetValue(clients), parsed.GetValue(batch), parsed.GetValue(size), word,
        parsed.GetValue(folder)!, parsed.GetValue(shown))
    {
        Connection = parsed.GetValue(connection),
        Settings = parsed.GetValue(settings) ?? [],
        Lake = parsed.GetValue(lake),
        IsOneProcess = parsed.GetValue(one),
    };
    await LoadRun.MeasureAsync(options, cancellationToken);
});
return await command.Parse(args).InvokeAsync();
