using System.Text.Json;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Hosting.Audit;

/// <summary>What a request, or an item of a batch, was about, and its own status where it has one.</summary>
/// <param name="Subject">The key, or place and name.</param>
/// <param name="Status">The item's status; null for that of the answer.</param>
internal sealed record AuditedItem(string? Subject, int? Status);

/// <summary>Notes what the messages of the protocol are about, which no address tells, for <see cref="AuditRule"/>.</summary>
public sealed class AuditFilter : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        foreach (var argument in context.Arguments)
        {
            if (argument is BatchCallRequest { Items: { Count: <= BatchCallRequest.MostItems } items })
            {
                var answer = await next(context);
                Note(context.HttpContext, [.. items.Select((item, at) => new AuditedItem(SubjectOf(item), StatusOf(answer, at)))]);
                return answer;
            }

            if (SubjectOf(argument) is { } subject) Note(context.HttpContext, [new AuditedItem(subject, null)]);
        }

        return await next(context);
    }

    private static void Note(HttpContext http, IReadOnlyList<AuditedItem> items) => http.Items[typeof(AuditFilter)] = items;

    private static string? SubjectOf(object? message) => message switch
    {
        InitRequest init => $"{init.Owner}/{init.Project}/staging/{init.Hash}",
        SignPartsRequest sign => sign.Key,
        CompleteRequest complete => complete.Key,
        AbortRequest abort => abort.Key,
        RegisterMediaRequest medium => PlaceOf(medium.Owner, medium.Project, medium.EpisodeId, medium.Name),
        RegisterAssetRequest asset => PlaceOf(asset.Namespace, asset.Space, asset.EpisodeName, asset.Name),
        _ => null,
    };

    private static string? SubjectOf(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object) return null;
        if (Text(item, "key") is { } key) return key;
        if (Text(item, "hash") is { } hash && Text(item, "owner") is { } owner) return $"{owner}/{Text(item, "project")}/staging/{hash}";
        return PlaceOf(
            Text(item, "owner") ?? Text(item, "namespace"), Text(item, "project") ?? Text(item, "space"),
            Text(item, "episodeId") ?? Text(item, "episodeName"), Text(item, "name"));
    }

    private static string PlaceOf(string? @namespace, string? space, string? episode, string? name) =>
        $"{@namespace}@{space}{(string.IsNullOrEmpty(episode) ? "" : ":" + episode)} {name}";

    private static string? Text(JsonElement item, string field) =>
        item.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? StatusOf(object? answer, int at) => answer is BatchCallResponse { Items: { } items } && at < items.Count
        ? items[at].TryGetProperty("status", out var status) && status.TryGetInt32(out var refused)
            ? refused
            : StatusCodes.Status200OK
        : null;
}
