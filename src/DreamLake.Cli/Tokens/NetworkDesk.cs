using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DreamLake.Protocol;
using DreamLake.Terminal.Tokens;

namespace DreamLake.Cli.Tokens;

/// <summary>Tokens of a lake over the network.</summary>
/// <remarks>Each call is made once: a token that was given out and not told would be one too many.</remarks>
internal sealed class NetworkDesk : ITokenDesk, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly HttpClient _http;
    private readonly string _name;

    /// <summary>Nothing is sent yet.</summary>
    /// <param name="server">DreamLake Server's address.</param>
    /// <param name="token">An admin's token.</param>
    public NetworkDesk(Uri server, string token)
    {
        var address = new UriBuilder(server) { UserName = "", Password = "", Query = "", Fragment = "" }.Uri;
        _name = address.AbsoluteUri.TrimEnd('/');
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(_name + "/"),
            Timeout = Patience,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
    }

    /// <inheritdoc/>
    public async Task<ToldToken> CreateAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        using var body = JsonContent.Create(request, ProtocolJson.Default.TokenRequest);
        using var answer = await SendAsync(HttpMethod.Post, "tokens", body, cancellationToken);
        await RefuseAsync(answer, cancellationToken);
        return await ReadAsync(answer, ProtocolJson.Default.ToldToken, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ToldToken>> ListAsync(CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, "tokens", null, cancellationToken);
        await RefuseAsync(answer, cancellationToken);
        return await ReadAsync(answer, ProtocolJson.Default.IReadOnlyListToldToken, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> RevokeAsync(string id, CancellationToken cancellationToken)
    {
        // Asked first: a lake that gives no tokens out answers 404 as well.
        if ((await ListAsync(cancellationToken)).All(token => token.Id != id)) return false;
        using var answer = await SendAsync(HttpMethod.Delete, $"tokens/{Uri.EscapeDataString(id)}", null, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound) return false;
        await RefuseAsync(answer, cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        try
        {
            return await _http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException fault)
        {
            throw new UsageException($"No DreamLake Server answers at {_name}: {fault.Message.TrimEnd('.')}.", ExitCode.NoLake);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UsageException($"DreamLake Server at {_name} did not answer within {Patience.TotalSeconds:N0} s.", ExitCode.NoLake);
        }
    }

    private async Task RefuseAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.IsSuccessStatusCode) return;
        var detail = await DetailAsync(answer, cancellationToken);
        throw answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new UsageException(
                $"The lake at {_name} refused the token of {LakeDefaults.TokenVariable}: it has ended, was taken back, or is another "
                + "lake's.", ExitCode.NoLake),
            HttpStatusCode.Forbidden => new UsageException(
                $"The lake at {_name} refused: {detail ?? "this is for an admin's token."} Nothing was changed. "
                + "An admin's token is made on the lake's machine: dreamlake token create --admin.", ExitCode.NoLake),
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => new UsageException(
                $"What answers at {_name} gives no tokens out: it is an older lake, or no DreamLake Server. On the lake's own machine, "
                + "'dreamlake token' does it.", ExitCode.NoLake),
            >= HttpStatusCode.InternalServerError => new UsageException(
                $"The lake at {_name} cannot answer now ({(int)answer.StatusCode}): {detail ?? "it does not say why."}", ExitCode.NoLake),
            _ => new UsageException($"The lake at {_name} refused ({(int)answer.StatusCode}): {detail ?? "it does not say why."}"),
        };
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            if (await answer.Content.ReadFromJsonAsync(type, cancellationToken) is { } read) return read;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new UsageException($"What answers at {_name} is no DreamLake Server: its answer cannot be read.", ExitCode.NoLake);
    }

    private static async Task<string?> DetailAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            var problem = await answer.Content.ReadFromJsonAsync(ProtocolJson.Default.Problem, cancellationToken);
            return problem?.Detail is { Length: > 0 } detail ? NameRules.OneLine(detail) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
