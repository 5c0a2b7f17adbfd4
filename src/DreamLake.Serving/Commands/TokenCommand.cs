using System.CommandLine;
using DreamLake.Hosting.Tokens;
using DreamLake.Protocol;
using DreamLake.Terminal.Tokens;

namespace DreamLake.Serving.Commands;

/// <summary><c>dreamlake token</c> at the lake's own table.</summary>
internal static class TokenCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new TokenVerbs(() => new TableChoice()).Create();

    private sealed class TableChoice : ITokenDeskChoice
    {
        private readonly AdminLake _lake = new();

        public IEnumerable<Option> Options => [_lake.Folder, _lake.SettingsFile];

        public Task<int> UseAsync(ParseResult parsed, Func<ITokenDesk, Task> work, CancellationToken cancellationToken) =>
            _lake.RunAsync<TokenTable>(parsed, table => work(new TableDesk(table)), cancellationToken);
    }

    private sealed class TableDesk(TokenTable table) : ITokenDesk
    {
        public async Task<ToldToken> CreateAsync(TokenRequest request, CancellationToken cancellationToken)
        {
            if (!TokenRoles.TryParse(request.Role, out var role)) throw new UsageException($"There is no role '{request.Role}'.");
            var grant = new TokenGrant(request.Namespace!, role, request.Space) { IsWholeLake = request.WholeLake is true };
            var (token, issued) = await table.CreateAsync(grant, TimeSpan.FromSeconds(request.ExpiresIn!.Value), cancellationToken);
            return issued.Told() with { Token = token };
        }

        public async Task<IReadOnlyList<ToldToken>> ListAsync(CancellationToken cancellationToken) =>
            [.. (await table.ListAsync(cancellationToken)).Select(token => token.Told())];

        public Task<bool> RevokeAsync(string id, CancellationToken cancellationToken) => table.RevokeAsync(id, cancellationToken);
    }
}
