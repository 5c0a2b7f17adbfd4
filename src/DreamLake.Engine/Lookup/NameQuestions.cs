using System.Runtime.CompilerServices;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;
using DreamLake.Protocol;

namespace DreamLake.Engine.Lookup;

/// <summary>
/// Asks the lake what it has under the names of a run's files, up to 1,000 with one question, while the first of them are hashed.
/// </summary>
/// <remarks>A lake that knows no such question is asked once; one that does not answer is no reason not to send.</remarks>
/// <param name="server">Is asked.</param>
/// <param name="lake">Where the files go.</param>
/// <param name="options">Who is told where the lake did not answer, and what it said a moment ago.</param>
/// <param name="time">The clock.</param>
internal sealed class NameQuestions(ServerClient server, LakeConnection lake, UploadOptions options, TimeProvider time)
{
    // Whoever hands files over slowly waits for none of them longer.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly ItemGroups<UploadRequest> _groups = new(LookupRequest.MostNames, Patience, time);
    private volatile bool _isOffered = true;

    /// <summary>The requests in their order, each with the answer that it will have.</summary>
    public async IAsyncEnumerable<AskedRequest> AskAsync(
        IAsyncEnumerable<UploadRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var group in _groups.OfAsync(requests, cancellationToken).ConfigureAwait(false))
        {
            foreach (var asked in Ask(group, cancellationToken)) yield return asked;
        }
    }

    /// <summary>Asks for a group of at most 1,000 requests: one question for each episode.</summary>
    public AskedRequest[] Ask(IReadOnlyList<UploadRequest> group, CancellationToken cancellationToken)
    {
        var asked = group.Select(AskedRequest.WithoutName).ToArray();
        var named = group.Select((request, at) => (Target: TargetOf(request), At: at)).Where(file => file.Target is not null);
        foreach (var place in named.GroupBy(file => file.Target!.Episode.ToString(), StringComparer.Ordinal))
        {
            var files = place.Where(file => !IsKnown(asked, file.At, file.Target!)).ToArray();
            if (files.Length == 0) continue;
            UploadTarget[] targets = [.. files.Select(file => file.Target!)];
            var answers = Task.Run(() => AskAsync(targets, group[files[0].At].Path, cancellationToken), CancellationToken.None);
            options.AskedNames?.Keep(targets, answers, time);
            for (var index = 0; index < files.Length; index++)
                asked[files[index].At] = asked[files[index].At] with { Answers = answers, Index = index };
        }

        return asked;
    }

    private bool IsKnown(AskedRequest[] asked, int at, UploadTarget target)
    {
        if (options.AskedNames?.Take(target, time) is not { } known) return false;
        asked[at] = asked[at] with { Answers = known.Answers, Index = known.Index };
        return true;
    }

    private async Task<IReadOnlyList<NameAnswer>> AskAsync(
        UploadTarget[] targets, string firstPath, CancellationToken cancellationToken)
    {
        if (!_isOffered) return AllOf(targets, NameAnswer.NotOffered);
        try
        {
            var found = await server.LookUpAsync(targets, cancellationToken).ConfigureAwait(false);
            return found.Count == targets.Length ? [.. found.Select(NameAnswer.Of)] : AllOf(targets, NameAnswer.NotTold);
        }
        catch (LakeException fault) when (fault.Status is 404 or 405)
        {
            _isOffered = false;
            return AllOf(targets, NameAnswer.NotOffered);
        }
        catch (LakeException fault)
        {
            var others = targets.Length == 1 ? "" : $" and of {targets.Length - 1} more";
            options.Notes?.Invoke(new UploadNote(
                firstPath,
                $"what the lake has of it{others} could not be asked ({fault.Message.TrimEnd('.')}); it is sent",
                IsWarning: false));
            return AllOf(targets, NameAnswer.NotTold);
        }
        catch (OperationCanceledException)
        {
            return AllOf(targets, NameAnswer.NotTold);
        }
    }

    private UploadTarget? TargetOf(UploadRequest request)
    {
        try
        {
            return UploadTarget.Of(request, lake);
        }
        catch (UploadException)
        {
            return null;
        }
    }

    private static IReadOnlyList<NameAnswer> AllOf(UploadTarget[] targets, NameAnswer answer) =>
        [.. Enumerable.Repeat(answer, targets.Length)];
}
