using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DreamLake.Hosting;
using DreamLake.Hosting.Work;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Server.Bss;

/// <summary>Asks BSS, always with the caller's own token, so that BSS tells them no more than they may know.</summary>
internal sealed class BssClient(HttpClient http, BssAddresses addresses, TimeProvider time)
{
    /// <summary>How long one answer of BSS may take. The questions are small; a person waits behind each.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>What BSS knows of a medium.</summary>
    /// <exception cref="RefusalException">
    /// 422 where there is no such medium, 401 or 403 where BSS refused the token for it, 503 where BSS did not tell.
    /// </exception>
    public async Task<MediaRecord> MediumAsync(AssetType type, string bssId, string? authorization, CancellationToken cancellationToken)
    {
        if (bssId == BssAddresses.StatusWord) throw NoMedium(type, bssId);
        using var answer = await AskAsync(addresses.Medium(type, bssId), authorization, cancellationToken);
        return answer.StatusCode switch
        {
            HttpStatusCode.NotFound => throw NoMedium(type, bssId),
            HttpStatusCode.Unauthorized => throw new RefusalException(StatusCodes.Status401Unauthorized, "BSS refused this token."),
            HttpStatusCode.Forbidden => throw RefusalException.NotYours(),
            _ => await ReadAsync(answer, ProtocolJson.Default.MediaRecord, cancellationToken),
        };
    }

    /// <summary>What a namespace has, as BSS counts it.</summary>
    /// <exception cref="RefusalException">503 where BSS did not tell.</exception>
    public async Task<UsageTold> UsageAsync(string @namespace, string? authorization, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(addresses.Usage(@namespace), authorization, cancellationToken);
        return await ReadAsync(answer, UsageJson.Default.UsageTold, cancellationToken);
    }

    /// <summary>
    /// How far the lake is with some media; those that BSS does not know, that are of another namespace or not the bearer's, are left out.
    /// </summary>
    /// <exception cref="RefusalException">503 where BSS did not tell.</exception>
    public async Task<IReadOnlyList<MediaStatus>> StatusesAsync(
        AssetType type, IEnumerable<string> bssIds, string @namespace, string? authorization, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(addresses.Statuses(type, bssIds, @namespace), authorization, cancellationToken);
        return await ReadAsync(answer, ProtocolJson.Default.IReadOnlyListMediaStatus, cancellationToken);
    }

    /// <summary>A presigned address of a medium's content.</summary>
    /// <exception cref="RefusalException">
    /// 404 where BSS has no such medium, 401 or 403 where it refused the token or the medium is of another namespace, 409 where its bytes
    /// are known not to be what was promised, else 503.
    /// </exception>
    public async Task<string> DownloadUrlAsync(
        AssetType type, string bssId, string fileName, string @namespace, string? authorization, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(addresses.Download(type, bssId, fileName, @namespace), authorization, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            throw RefusalException.NotFound($"BSS has no content with the id '{NameRules.Printable(bssId)}' for " +
                $"{NameRules.Printable(fileName)}. Upload the file again.");
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new RefusalException(
                (int)answer.StatusCode, $"BSS refused this token for the content of {NameRules.Printable(fileName)}.");
        if (answer.StatusCode == HttpStatusCode.Conflict)
            throw new RefusalException(
                StatusCodes.Status409Conflict,
                $"The content of {NameRules.Printable(fileName)} is rejected or damaged and not served: its status says why. "
                    + "Upload the file again.");

        var download = await ReadAsync(answer, ProtocolJson.Default.DownloadResponse, cancellationToken);
        return download.Url ?? throw Unavailable("answered no address");
    }

    /// <summary>The entries of a track with their times, as BSS writes them.</summary>
    /// <exception cref="RefusalException">404 where BSS has no such content for this token, else 503.</exception>
    public Task<byte[]> EntriesAsync(AssetType type, string bssId, string? authorization, CancellationToken cancellationToken) =>
        BytesAsync(addresses.Entries(type, bssId), authorization, cancellationToken);

    /// <summary>What the split of a medium told of its source and its streams, as BSS writes it.</summary>
    /// <exception cref="RefusalException">404 where BSS has no such content for this token, else 503.</exception>
    public Task<byte[]> MetadataAsync(AssetType type, string bssId, string? authorization, CancellationToken cancellationToken) =>
        BytesAsync(addresses.Metadata(type, bssId), authorization, cancellationToken);

    /// <summary>What is under way of what a token opens.</summary>
    /// <exception cref="RefusalException">503 where BSS did not tell.</exception>
    public async Task<LakeWork> WorkAsync(string? authorization, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(addresses.Work, authorization, cancellationToken);
        return await ReadAsync(answer, WorkJson.Default.LakeWork, cancellationToken);
    }

    /// <summary>Has the Lambda split a medium whose split failed once more.</summary>
    /// <exception cref="RefusalException">404, 429, or 503 where BSS did not answer.</exception>
    public async Task SplitAsync(AssetType type, string bssId, string assetId, string @namespace, CancellationToken cancellationToken)
    {
        var address = addresses.Split(type, bssId, assetId, @namespace);
        using var answer = await SendAsync(HttpMethod.Post, address, authorization: null, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            throw new RefusalException(StatusCodes.Status429TooManyRequests, "Too many files wait to be split. Try again later.");
        if (answer.StatusCode == HttpStatusCode.NotFound) throw RefusalException.NotFound("BSS has no such content any more.");
        if (!answer.IsSuccessStatusCode) throw Unavailable($"answered {(int)answer.StatusCode}");
    }

    /// <summary>Tells a word of <see cref="TrashWord"/> of a medium.</summary>
    /// <returns>Whether BSS took it: not, where it is to be purged and was registered again. Of one that is gone it takes any.</returns>
    /// <exception cref="RefusalException">503 where BSS did not answer.</exception>
    public async Task<bool> TellAsync(
        AssetType type, string bssId, string @namespace, string state, long version, CancellationToken cancellationToken)
    {
        var address = addresses.Trash(type, bssId, @namespace, state, version);
        using var answer = await SendAsync(HttpMethod.Post, address, authorization: null, cancellationToken);
        return answer.StatusCode switch
        {
            HttpStatusCode.NotFound => true,
            HttpStatusCode.Conflict => false,
            _ when answer.IsSuccessStatusCode => true,
            _ => throw Unavailable($"answered {(int)answer.StatusCode}"),
        };
    }

    private async Task<byte[]> BytesAsync(Uri address, string? authorization, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(address, authorization, cancellationToken);
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
            throw RefusalException.NotFound("BSS has no such content for this token.");
        if (!answer.IsSuccessStatusCode) throw Unavailable($"answered {(int)answer.StatusCode}");
        return await answer.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    private Task<HttpResponseMessage> AskAsync(Uri address, string? authorization, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, address, authorization, cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri address, string? authorization, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address);
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var deadline = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var answer = await http.SendAsync(request, either.Token);
            return answer.StatusCode == HttpStatusCode.TooManyRequests ? throw TooMany(answer) : answer;
        }
        catch (HttpRequestException fault)
        {
            throw Unavailable($"could not be reached ({fault.Message})");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable($"did not answer within {Timeout.TotalSeconds} s");
        }
    }

    // BSS counts the requests of a namespace too: whoever asked this service waits as they would have at BSS.
    private static RefusalException TooMany(HttpResponseMessage answer)
    {
        using (answer)
        {
            return new RefusalException(
                StatusCodes.Status429TooManyRequests,
                "The namespace makes more requests a second at BSS than it may. Nothing was changed; ask again in a moment.")
            {
                RetryAfter = answer.Headers.RetryAfter?.Delta,
                Reason = RefusalReason.RequestsPerSecond,
            };
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (!answer.IsSuccessStatusCode) throw Unavailable($"answered {(int)answer.StatusCode}");
        try
        {
            return await answer.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw Unavailable("answered nothing");
        }
        catch (JsonException)
        {
            throw Unavailable("answered what is not of the protocol");
        }
    }

    private static RefusalException NoMedium(AssetType type, string bssId) => RefusalException.Wrong(
        $"BSS has no {type.Word} with the id '{NameRules.Printable(bssId)}' that '{type.BssIdField}' names. "
            + "Register the content with BSS first.");

    private RefusalException Unavailable(string what) =>
        new(StatusCodes.Status503ServiceUnavailable, $"BSS at {addresses.Root} {what}. The asset is not lost: try again once BSS runs.");
}
