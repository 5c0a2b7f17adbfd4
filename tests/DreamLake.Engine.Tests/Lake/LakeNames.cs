using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Engine.Tests.Lake;

/// <summary>The names of a fake lake's assets: what <c>/assets/lookup</c> tells, and what <c>ifExists</c> refuses.</summary>
public sealed class LakeNames
{
    public const string Lookup = "/assets/lookup";

    private readonly ConcurrentDictionary<string, JsonObject> _current = new();
    private int _next;

    /// <summary>How many names each question held.</summary>
    public ConcurrentQueue<int> Asked { get; } = new();

    /// <summary>What it says of each asset's status.</summary>
    public string Status { get; set; } = "stored";

    /// <summary>An asset under a name, as another client registered it.</summary>
    public void Put(string type, string name, string id, string? sha256, long? size, string episode = "run-042") =>
        _current[Key("alice", "robotics", episode, type, name)] = new JsonObject { ["id"] = id, ["sha256"] = sha256, ["size"] = size };

    internal JsonObject Answer(JsonNode question)
    {
        var names = question["names"]!.AsArray();
        Asked.Enqueue(names.Count);
        return new JsonObject { ["items"] = new JsonArray([.. names.Select(name => Item(question, name!))]) };
    }

    internal JsonObject? Refusal(string path, JsonNode body) =>
        body["ifExists"]?.ToString() == "refuse" && _current.TryGetValue(KeyOf(path, body), out var present)
            && present["sha256"]?.ToString() != body["sha256"]?.ToString() ? present : null;

    internal JsonObject Add(string path, JsonNode body)
    {
        var asset = _current.AddOrUpdate(
            KeyOf(path, body), _ => New(body), (_, known) => known["sha256"]?.ToString() == body["sha256"]?.ToString() ? known : New(body));
        return new JsonObject { ["id"] = asset["id"]!.ToString() };
    }

    internal static Task RefuseAsync(HttpContext context, JsonObject present)
    {
        context.Response.StatusCode = 409;
        context.Response.ContentType = "application/problem+json";
        var problem = new JsonObject { ["status"] = 409, ["detail"] = "taken", ["id"] = present["id"]!.ToString() };
        return context.Response.WriteAsync(problem.ToJsonString());
    }

    private JsonObject Item(JsonNode question, JsonNode name)
    {
        var key = Key(question["namespace"], question["space"], question["episodeName"], name["type"], name["name"]);
        var item = _current.TryGetValue(key, out var known) ? (JsonObject)known.DeepClone() : [];
        if (known is not null) item["status"] = Status;
        return item;
    }

    private JsonObject New(JsonNode body) => new()
    {
        ["id"] = "asset-" + Interlocked.Increment(ref _next),
        ["sha256"] = body["sha256"]?.ToString(),
        ["size"] = (long?)body["size"],
    };

    private static string KeyOf(string path, JsonNode body) =>
        Key(body["namespace"], body["space"], body["episodeName"], path.Split('/')[^1], body["name"]);

    private static string Key(params object?[] levels) => string.Join('\n', levels.Select(level => level?.ToString()));
}
