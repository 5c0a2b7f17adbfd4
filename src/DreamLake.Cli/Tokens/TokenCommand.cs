using System.CommandLine;
using DreamLake.Cli.Lake;
using DreamLake.Protocol;
using DreamLake.Terminal.Tokens;

namespace DreamLake.Cli.Tokens;

/// <summary><c>dreamlake token --server-url URL</c>: tokens over the network, with an admin's token.</summary>
internal static class TokenCommand
{
    /// <summary>The option that says that the lake is elsewhere.</summary>
    public const string ServerUrl = "--server-url";

    /// <summary>Whether what was typed is about a lake over the network; else the lake's own program does it.</summary>
    public static bool IsMeant(string[] args) => args is ["token", .. var rest]
        && rest.Any(word => word == ServerUrl || word.StartsWith(ServerUrl + "=", StringComparison.Ordinal));

    /// <summary>The command.</summary>
    public static Command Create() => new TokenVerbs(() => new NetworkChoice()).Create();

    private sealed class NetworkChoice : ITokenDeskChoice
    {
        private readonly Option<string> _server = new(ServerUrl) { HelpName = "URL", Description =
            $"DreamLake Server's address. The token of {LakeDefaults.TokenVariable} has to be an admin's." };

        public IEnumerable<Option> Options => [_server];

        public async Task<int> UseAsync(ParseResult parsed, Func<ITokenDesk, Task> work, CancellationToken cancellationToken)
        {
            var text = parsed.GetRequiredValue(_server);
            if (!Uri.TryCreate(text, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https"))
                throw new UsageException($"{ServerUrl} takes an address like {LakeDefaults.ServerUrl.AbsoluteUri.TrimEnd('/')}.");
            var token = EnvironmentLake.ReadNamed().Token
                ?? throw new UsageException($"{LakeDefaults.TokenVariable} is not set: an admin's token is needed.", ExitCode.NoLake);
            using var desk = new NetworkDesk(server, token);
            await work(desk);
            return ExitCode.AllStored;
        }
    }
}
