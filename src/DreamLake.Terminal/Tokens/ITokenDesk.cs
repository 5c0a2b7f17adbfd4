using System.CommandLine;
using DreamLake.Protocol;

namespace DreamLake.Terminal.Tokens;

/// <summary>Where tokens are given out: a lake's own table, or a lake over the network.</summary>
internal interface ITokenDesk
{
    /// <summary>Gives one out.</summary>
    Task<ToldToken> CreateAsync(TokenRequest request, CancellationToken cancellationToken);

    /// <summary>All that were given out and have not ended by themselves, the newest first.</summary>
    Task<IReadOnlyList<ToldToken>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Takes one back.</summary>
    /// <returns>Whether there is such a token.</returns>
    Task<bool> RevokeAsync(string id, CancellationToken cancellationToken);
}

/// <summary>Which desk a verb works at, by options of its own.</summary>
internal interface ITokenDeskChoice
{
    /// <summary>The options.</summary>
    IEnumerable<Option> Options { get; }

    /// <summary>Opens the desk and does something at it.</summary>
    /// <returns>The exit status.</returns>
    /// <exception cref="UsageException">There is no such desk, or it refuses.</exception>
    Task<int> UseAsync(ParseResult parsed, Func<ITokenDesk, Task> work, CancellationToken cancellationToken);
}
