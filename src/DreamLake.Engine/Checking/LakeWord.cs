using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Protocol;

namespace DreamLake.Engine.Checking;

/// <summary>Asks a lake for its word about files: what it lists under their names, and to read its copies again.</summary>
/// <param name="server">Lists assets.</param>
/// <param name="bss">Reads copies again.</param>
/// <param name="patience">How long a second look is waited for that does not come.</param>
/// <param name="time">The clock.</param>
internal sealed class LakeWord(ServerClient server, BssClient bss, TimeSpan patience, TimeProvider time)
{
    /// <summary>The word of a lake, over connections of their own.</summary>
    /// <param name="lake">Which lake, and as whom.</param>
    /// <param name="http">The connections.</param>
    /// <param name="calls">How calls are tried.</param>
    /// <param name="time">The clock.</param>
    public static LakeWord Of(LakeConnection lake, LakeHttp http, UploadOptions calls, TimeProvider time)
    {
        var pipelines = new Pipelines(calls, time);
        return new LakeWord(
            new ServerClient(new ControlCalls(http, "DreamLake Server", lake.Server, lake.GetTokenAsync, time), pipelines),
            new BssClient(new ControlCalls(http, "BSS", lake.Bss, lake.GetTokenAsync, time), pipelines), calls.Patience, time);
    }

    /// <summary>Asks of many names at once.</summary>
    public FoundNames Names { get; } = new(server, time);

    /// <summary>Takes what was told of the name among others where that is the lake's word still; else asks now.</summary>
    /// <exception cref="LakeException">The lake does not answer, or refuses.</exception>
    public async Task<LakeAnswer> AskAsync(LakeQuestion question, FoundName? found, CancellationToken cancellationToken) =>
        found?.Counts(time) == true
            ? question.Judge(found.Listed)
            : await AskAsync(question, cancellationToken).ConfigureAwait(false);

    /// <summary>Asks what the lake has under the name now.</summary>
    /// <exception cref="LakeException">The lake does not answer, or refuses.</exception>
    public async Task<LakeAnswer> AskAsync(LakeQuestion question, CancellationToken cancellationToken) =>
        question.Judge(await FindAsync(question, cancellationToken).ConfigureAwait(false));

    /// <summary>Has the lake read its copy again, waits until it has, and asks then.</summary>
    /// <exception cref="LakeException">The lake does not answer, or refuses.</exception>
    public async Task<LakeAnswer> AskAgainAsync(LakeQuestion question, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(question, cancellationToken).ConfigureAwait(false);
        if (answer.Outcome is CheckOutcome.NotStored or CheckOutcome.Differs) return answer;
        if (answer.Asset?.BssId is not { Length: > 0 } id) return Unread(answer, "it does not say which medium the asset is");
        var type = question.Target.Type;
        var before = (await StatusAsync(type, id, cancellationToken).ConfigureAwait(false))?.Verified?.At;
        if (!await TryVerifyAsync(type, id, cancellationToken).ConfigureAwait(false)) return Unread(answer, "it has no such call");
        var startedAt = time.GetTimestamp();
        for (var pause = LookAgain.First; ; pause = LookAgain.After(pause))
        {
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            var now = await StatusAsync(type, id, cancellationToken).ConfigureAwait(false);
            if (now?.Status is AssetStatus.Rejected or AssetStatus.Damaged || (now?.Verified?.At is { } at && at != before))
                return await AskAsync(question, cancellationToken).ConfigureAwait(false);
            if (time.GetElapsedTime(startedAt) >= patience) return Unread(answer, "its proof is the one from before");
        }
    }

    private static LakeAnswer Unread(LakeAnswer answer, string why) =>
        answer with { Outcome = CheckOutcome.NotYetVerified, Reason = $"the lake did not read its copy again: {why}" };

    // The newest of the name. A name sorts before all that begin with it; under a space, episodes may hold it too.
    private async Task<ListedAsset?> FindAsync(LakeQuestion question, CancellationToken cancellationToken)
    {
        var (type, episode, name) = (question.Target.Type, question.Target.Episode, question.Target.Name.Path);
        string? cursor = null;
        try
        {
            do
            {
                var page = await server.ListAsync(type, episode, name, shown: "", cursor, cancellationToken).ConfigureAwait(false);
                if (page.Items.FirstOrDefault(listed => listed?.Name == name && (listed.Episode ?? "") == (episode.Episode ?? ""))
                    is { } found) return found;
                cursor = page.Next;
            }
            while (cursor is not null);
        }
        catch (LakeException fault) when (fault.Status == 404)
        {
            // No such space, or no such episode.
        }

        return null;
    }

    private Task<MediaStatus?> StatusAsync(AssetType type, string id, CancellationToken cancellationToken) =>
        bss.FindStatusAsync(type, id, cancellationToken);

    private async Task<bool> TryVerifyAsync(AssetType type, string id, CancellationToken cancellationToken)
    {
        try
        {
            await bss.VerifyAsync(type, id, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (LakeException fault) when (fault.Status is 404 or 405 or 501)
        {
            return false;
        }
    }
}
