using System.Globalization;
using DreamLake.Page.Sessions;
using DreamLake.Server.Browsing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Page.Routes;

/// <summary>A request of somebody who is signed in.</summary>
internal sealed class PageRequest(HttpContext http)
{
    private const int MostPages = 100_000;

    /// <summary>Who asks.</summary>
    public Viewer Viewer { get; } = new(http.User, http.Request.Headers.Authorization.ToString());

    /// <summary>The request and its answer.</summary>
    public HttpContext Http => http;

    /// <summary>Ends when they leave.</summary>
    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>What this session's forms send along.</summary>
    public string FormWord => Service<PageSession>().FormWord(http.Request);

    /// <summary>A part of the address.</summary>
    public string Route(string name) => (string)http.Request.RouteValues[name]!;

    /// <summary>A parameter of the query; null where it is empty.</summary>
    public string? Query(string name) => http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>Which page of a list is asked for: 1 where none is.</summary>
    public int Page(string parameter) =>
        int.TryParse(Query(parameter), NumberStyles.None, CultureInfo.InvariantCulture, out var page)
            ? Math.Clamp(page, 1, MostPages)
            : 1;

    /// <summary>A service of the host.</summary>
    public T Service<T>() where T : notnull => http.RequestServices.GetRequiredService<T>();
}
