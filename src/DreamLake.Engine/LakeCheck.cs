using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Protocol;

namespace DreamLake.Engine;

/// <summary>Asks a lake's two services whether they are there and take the token. Nothing is sent, and nothing changes.</summary>
/// <param name="lake">The lake.</param>
/// <param name="options">How calls are made; null means the defaults. Each is tried once more at most, and ends after ten seconds.</param>
/// <param name="time">The clock; null means the system's.</param>
public sealed class LakeCheck(LakeConnection lake, UploadOptions? options = null, TimeProvider? time = null)
{
    private const string Nothing = "0000000000000000";

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly UploadOptions _options =
        (options ?? new UploadOptions()) with { ControlTries = 2, ControlTimeout = TimeSpan.FromSeconds(10) };

    /// <summary>Asks them.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UploadException">The token has expired, a service does not answer, or it refuses the token.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        using var http = new LakeHttp(new ServerClocks(_time), _options.PrimaryHandler);
        var pipelines = new Pipelines(_options, _time);
        var bss = new BssClient(new ControlCalls(http, "BSS", lake.Bss, lake.GetTokenAsync, _time), pipelines);
        var server = new ServerClient(new ControlCalls(http, "DreamLake Server", lake.Server, lake.GetTokenAsync, _time), pipelines);
        var owner = lake.Namespace ?? "check";
        await AskAsync(() => bss.PartsDoneAsync(AssetType.Video, "check", $"{owner}/check/staging/{Nothing}", cancellationToken))
            .ConfigureAwait(false);
        if (EpisodeAddress.TryOf(owner, "check") is not { } space) return;
        await AskAsync(() => server.FindAssetAsync(AssetType.Video, space, AssetName.Parse("/check"), Nothing, cancellationToken))
            .ConfigureAwait(false);
    }

    // A success whose document is of another form is one all the same; a page for people is none, and no document.
    private static bool IsOtherDocument(LakeException fault) =>
        fault is { Status: >= 200 and < 300, Error: UploadError.AnswerNotUnderstood, RetryDecision: RetryDecision.Retry };

    // That there is no such thing, or that it is another's, is an answer: the service is there and took the token.
    private static async Task AskAsync(Func<Task> ask)
    {
        try
        {
            await ask().ConfigureAwait(false);
        }
        catch (LakeException fault) when (fault.Status is 400 or 403 or 404 or 405 or 409 or 422 || IsOtherDocument(fault))
        {
            // Asked and answered.
        }
        catch (LakeException fault)
        {
            throw fault.ToUploadException();
        }
    }
}
