using System.CommandLine;
using DreamLake.Protocol;
using DreamLake.Serving.Commands;
using DreamLake.Terminal.Tokens;

// A lake on this machine is reached directly, whatever proxy stands before the rest of the world.
HttpClient.DefaultProxy = new LoopbackBypass(HttpClient.DefaultProxy);

var root = new RootCommand("Runs a DreamLake on this machine: the lake's side of the dreamlake command.")
{
    ServeCommand.Create(),
    LocalCommand.Create(),
    PoolCredentialsCommand.Create(),
    RunCommand.Create(),
    KeysCommand.Create(),
    TokenCommand.Create(),
    QuotaCommand.Create(),
    AuditCommand.Create(),
    MigrateCommand.Create(),
};
// People type 'dreamlake serve', which passes it on to this program; what an admin runs is typed as it is.
root.HelpName = args is ["run" or "keys" or "migrate", ..] ? "dreamlake-lake" : "dreamlake";
HelpWithExamples.AddTo(root, new Dictionary<string, string>
{
    ["serve"] = ServeCommand.Examples,
    ["pool-credentials"] = PoolCredentialsCommand.Examples,
    ["run"] = RunCommand.Examples,
    ["migrate"] = MigrateCommand.Examples,
    ["keys"] = KeysCommand.Examples,
    ["token"] = TokenVerbs.Examples,
    ["audit"] = AuditCommand.Examples,
    ["quota"] = QuotaCommand.Examples,
});
var verb = root.Subcommands.FirstOrDefault(command => command.Name == args.FirstOrDefault())?.Name;
return await CommandLoop.RunAsync(
    root, args, verb is null ? "'dreamlake-lake --help' shows how." : $"'{root.HelpName} {verb} --help' shows how.");
