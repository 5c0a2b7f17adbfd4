using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using DreamLake.Simulation.Lake;
using DreamLake.Simulation.Scripts;

namespace DreamLake.Simulation.Playing;

/// <summary>Somebody who removes assets, restores some and purges others, while others upload and fetch the same contents.</summary>
internal sealed class Remover(RemoverIs person, World world) : IDisposable
{
    private const string Name = "remover";
    private const int Rounds = 6;
    private const int AsksAtTheEnd = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http = new(world.Network.From(Name)) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly List<(string Id, string Name)> _touched = [];

    /// <summary>Removes what it finds, a few times.</summary>
    public async Task LiveAsync()
    {
        await world.Loop.DelayAsync(person.Begins);
        for (var round = 0; round < Rounds; round++)
        {
            var chance = new Chance(world.Script.Seed, Name, round);
            await world.Loop.DelayAsync(TimeSpan.FromMilliseconds(chance.Next(100, 5_000)));
            if (await ListAsync() is not { Length: > 0 } assets) continue;
            // In the order of names: ids are new in every run.
            var (id, name) = assets[chance.Next(0, assets.Length)];
            var forGood = person.Purges && chance.Next(0, 3) == 0;
            await RemoveAsync(id, name, forGood);
            if (chance.Next(0, 2) == 0) await RestoreAsync(id);
        }
    }

    /// <summary>All is well again: what is restored is there, and what is removed is not.</summary>
    public async Task FinishAsync()
    {
        foreach (var (id, name) in _touched.Distinct().ToArray())
        {
            if (new Chance(world.Script.Seed, name, _touched.Count).Next(0, 2) == 0) await BringBackAsync(id, name);
            else await TakeAwayAsync(id, name);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task BringBackAsync(string id, string name)
    {
        var status = await InTheEndAsync(() => RestoreAsync(id));
        if (status is HttpStatusCode.OK) world.Story.Tell(Name, $"has {name} back");
        else if (status is not HttpStatusCode.NotFound || !world.Removed.HasPurgedAny)
            world.Verdict.Break($"All is well again, and {name} cannot be restored: {status}.");
    }

    private async Task TakeAwayAsync(string id, string name)
    {
        var status = await InTheEndAsync(() => RemoveAsync(id, name, person.Purges));
        if (status is not (HttpStatusCode.OK or HttpStatusCode.NoContent or HttpStatusCode.NotFound or HttpStatusCode.Conflict))
            world.Verdict.Break($"All is well again, and {name} cannot be removed: {status}.");
        if (status is HttpStatusCode.Conflict) return;
        if (await AskAsync(HttpMethod.Get, $"/assets/video/{id}") is { } answer && answer.IsSuccessStatusCode)
            world.Verdict.Break($"{name} was removed, and its asset is told all the same.");
    }

    // A service may still be starting.
    private async Task<HttpStatusCode?> InTheEndAsync(Func<Task<HttpStatusCode?>> askAsync)
    {
        HttpStatusCode? status = null;
        for (var ask = 0; ask < AsksAtTheEnd && status is null or HttpStatusCode.ServiceUnavailable; ask++)
        {
            status = await askAsync();
            if (status is null or HttpStatusCode.ServiceUnavailable) await world.Loop.DelayAsync(TimeSpan.FromSeconds(5));
        }

        return status;
    }

    private async Task<HttpStatusCode?> RemoveAsync(string id, string name, bool forGood)
    {
        // Before it is asked: an answer may be lost.
        world.Removed.Asked(id, name, forGood);
        _touched.Add((id, name));
        return (await AskAsync(HttpMethod.Delete, $"/assets/video/{id}{(forGood ? "?purge=true" : "")}"))?.StatusCode;
    }

    private async Task<HttpStatusCode?> RestoreAsync(string id)
    {
        var status = (await AskAsync(HttpMethod.Post, $"/assets/video/{id}/restore"))?.StatusCode;
        if (status is HttpStatusCode.OK) world.Removed.CameBack(id);
        return status;
    }

    private async Task<(string Id, string Name)[]> ListAsync()
    {
        var place = $"/assets/video?namespace={person.Owner}&space={Client.Space}&episode=run-042&allVersions=true";
        if (await AskAsync(HttpMethod.Get, place) is not { IsSuccessStatusCode: true } answer) return [];
        var assets = await answer.Content.ReadFromJsonAsync<List<JsonElement>>() ?? [];
        return [.. assets.Select(asset => (Id: $"{asset.GetProperty("id")}", Name: $"{asset.GetProperty("name")}"))
            .OrderBy(asset => asset.Name, StringComparer.Ordinal)];
    }

    // Null where no answer came.
    private async Task<HttpResponseMessage?> AskAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, new Uri(SimulatedLake.ServerAddress, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", world.Lake.AdminTokenOf(person.Owner));
        try
        {
            var answer = _http.SendAsync(request);
            return await Task.WhenAny(answer, world.Loop.DelayAsync(Patience)) == answer ? await answer : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
