using System.Globalization;
using DreamLake.Hosting;
using DreamLake.Page.Sessions;
using DreamLake.Page.Views;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DreamLake.Page.Routes;

/// <summary>Maps addresses of the page: only for who is signed in, rendered here, with what is wrong told as a page too.</summary>
internal static class PageRoute
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] Writing = [HttpMethods.Post];

    /// <summary>What a browser is answered at an address that there is not.</summary>
    public static Endpoint NotHere { get; } = new(
        http => AnswerAsync(http, _ => throw RefusalException.NotFound("There is no page at this address.")),
        new EndpointMetadataCollection(new PageMetadata(IsOpen: false), new AllowAnonymousAttribute()), "No page");

    /// <summary>Whether somebody looks with a browser at an address that there is not, or that takes forms alone.</summary>
    public static bool IsOfNobody(HttpContext http) => http.GetEndpoint() is not RouteEndpoint
        && Reading.Contains(http.Request.Method) && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    /// <summary>Maps a view for who is signed in.</summary>
    public static void MapView(
        this IEndpointRouteBuilder app, string pattern, Func<PageRequest, Task<PageAnswer>> answerAsync) =>
        app.MapMethods(pattern, Reading, http => AnswerAsync(http, request => RenderAsync(http, request, answerAsync)))
            .WithMetadata(new PageMetadata(IsOpen: false)).AllowAnonymous();

    /// <summary>Maps something else that is read, for who is signed in.</summary>
    public static void MapRead(this IEndpointRouteBuilder app, string pattern, Func<PageRequest, Task> answerAsync) =>
        app.MapMethods(pattern, Reading, http => AnswerAsync(http, answerAsync))
            .WithMetadata(new PageMetadata(IsOpen: false)).AllowAnonymous();

    /// <summary>Maps a form of a session.</summary>
    public static IEndpointConventionBuilder MapForm(
        this IEndpointRouteBuilder app, string pattern, Func<PageRequest, Task> answerAsync) =>
        app.MapMethods(pattern, Writing, http => AnswerAsync(http, request => OwnFormAsync(request, answerAsync)))
            .WithMetadata(new PageMetadata(IsOpen: false)).AllowAnonymous();

    /// <summary>Renders a view, whoever asks.</summary>
    public static async Task WriteAsync(HttpContext http, PageAnswer answer)
    {
        await using var renderer = new HtmlRenderer(http.RequestServices, http.RequestServices.GetRequiredService<ILoggerFactory>());
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync(answer.View, ParameterView.FromDictionary(answer.Parameters))).ToHtmlString());
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "private, no-store";
        await http.Response.WriteAsync(html, http.RequestAborted);
    }

    /// <summary>Sends whoever asks to another address.</summary>
    public static void SeeOther(HttpContext http, string address)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.Headers.Location = address;
    }

    private static async Task RenderAsync(HttpContext http, PageRequest request, Func<PageRequest, Task<PageAnswer>> answerAsync)
    {
        var time = http.RequestServices.GetRequiredService<TimeProvider>();
        var begun = time.GetTimestamp();
        http.Response.OnStarting(() =>
        {
            var spent = time.GetElapsedTime(begun).TotalMilliseconds;
            http.Response.Headers["Server-Timing"] = string.Create(CultureInfo.InvariantCulture, $"lake;dur={spent:0.0}");
            return Task.CompletedTask;
        });
        await WriteAsync(http, await answerAsync(request));
    }

    private static async Task OwnFormAsync(PageRequest request, Func<PageRequest, Task> answerAsync)
    {
        if (!await request.Service<PageSession>().IsOwnFormAsync(request.Http.Request, request.Aborted))
            throw new RefusalException(
                StatusCodes.Status403Forbidden, "This form is not from a page of your session. Nothing was changed: open the page again.");
        await answerAsync(request);
    }

    private static async Task AnswerAsync(HttpContext http, Func<PageRequest, Task> answerAsync)
    {
        if (http.User.Identity?.IsAuthenticated != true)
        {
            await SendToSignInAsync(http);
            return;
        }

        try
        {
            await answerAsync(new PageRequest(http));
        }
        catch (Exception fault) when (!http.Response.HasStarted && fault is RefusalException or BadHttpRequestException)
        {
            var status = fault is RefusalException refusal ? refusal.Status : StatusCodes.Status400BadRequest;
            var answer = PageAnswer.Of<RefusedView>(
                (nameof(RefusedView.Status), status), (nameof(RefusedView.Detail), NameRules.OneLine(fault.Message)),
                (nameof(RefusedView.Form), http.RequestServices.GetRequiredService<PageSession>().FormWord(http.Request)));
            await WriteAsync(http, answer with { Status = status });
        }
    }

    // What is asked for is kept, so that an address that somebody shared leads where it should.
    private static Task SendToSignInAsync(HttpContext http)
    {
        var hasSession = http.Request.Cookies.ContainsKey(PageSession.Cookie);
        if (hasSession) PageSession.End(http);
        var asked = HttpMethods.IsGet(http.Request.Method) && !http.Request.Path.StartsWithSegments("/page")
            ? http.Request.Path.ToUriComponent() + http.Request.QueryString.ToUriComponent()
            : PageAddresses.Home;
        var signIn = asked == PageAddresses.Home ? PageAddresses.SignIn : $"{PageAddresses.SignIn}?to={Uri.EscapeDataString(asked)}";
        // A link on another site's page brings no strict cookie along, though there may be one: by the page's own word it comes.
        var isLinked = !hasSession && HttpMethods.IsGet(http.Request.Method) && http.Request.Headers["Sec-Fetch-Mode"] == "navigate"
            && http.Request.Headers["Sec-Fetch-Site"] == "cross-site";
        if (isLinked)
        {
            var onward = $"{PageAddresses.SignIn}?to={Uri.EscapeDataString(asked)}";
            return WriteAsync(http, PageAnswer.Of<OnwardView>((nameof(OnwardView.To), onward)));
        }

        SeeOther(http, signIn);
        return Task.CompletedTask;
    }
}
