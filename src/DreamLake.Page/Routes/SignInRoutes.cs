using DreamLake.Hosting.Tokens;
using DreamLake.Page.Sessions;
using DreamLake.Page.SignOn;
using DreamLake.Page.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Page.Routes;

/// <summary>
/// <c>/sign-in</c>: with a token, posted once, or by a link that is good once; <c>/sign-out</c>. The token is in no address and no page.
/// </summary>
internal static class SignInRoutes
{
    private const string Refused = "The lake does not take this token: it is wrong, has ended or was taken back.";
    private const string UsedUp = "This link was used before, or is too old. Sign in with a token, or start 'dreamlake serve' again for a "
        + "fresh one.";

    private const string FromElsewhere = "This form came from another page. Sign in here.";
    private const int LongestAddress = 4096;
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] Writing = [HttpMethods.Post];

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods(PageAddresses.SignIn, Reading, AskAsync).WithMetadata(new PageMetadata(IsOpen: true)).AllowAnonymous();
        app.MapMethods(PageAddresses.SignIn, Writing, SignInAsync)
            .WithMetadata(new PageMetadata(IsOpen: true) { TakesToken = true }).AllowAnonymous().OnlyReads();
        app.MapForm(PageAddresses.SignOut, request =>
        {
            PageSession.End(request.Http);
            PersonCookie.Forget(request.Http);
            PageRoute.SeeOther(request.Http, PageAddresses.SignIn);
            return Task.CompletedTask;
        }).OnlyReads();
    }

    private static Task AskAsync(HttpContext http)
    {
        var code = http.Request.Query[PageAddresses.Code].ToString();
        var to = http.Request.Query["to"].ToString();
        if (code.Length == 0 && to.Length > 0 && Session(http).IsIn(http.Request))
        {
            PageRoute.SeeOther(http, OwnAddress(to));
            return Task.CompletedTask;
        }

        // What only looks where a link leads does not use it up.
        if (code.Length == 0 || HttpMethods.IsHead(http.Request.Method))
            return ShowAsync(http, FaultOf(http.Request), StatusCodes.Status200OK);
        var links = http.RequestServices.GetRequiredService<OneTimeLinks>();
        if (links.Take(code) is not { } token) return ShowAsync(http, UsedUp, StatusCodes.Status403Forbidden);
        Session(http).Begin(http, token);
        PageRoute.SeeOther(http, PageAddresses.Home);
        return Task.CompletedTask;
    }

    private static async Task SignInAsync(HttpContext http)
    {
        if (!PageSession.IsFromHere(http.Request) || !http.Request.HasFormContentType)
        {
            await ShowAsync(http, FromElsewhere, StatusCodes.Status403Forbidden);
            return;
        }

        var form = await PageSession.ReadFormAsync(http.Request, http.RequestAborted);
        if (http.User.Identity?.IsAuthenticated != true)
        {
            await ShowAsync(http, Refused, StatusCodes.Status403Forbidden);
            return;
        }

        Session(http).Begin(http, form[PageSession.TokenField].ToString().Trim());
        PageRoute.SeeOther(http, OwnAddress(form["to"].ToString()));
    }

    private static Task ShowAsync(HttpContext http, string? fault, int status) => PageRoute.WriteAsync(http, PageAnswer.Of<SignInView>(
        (nameof(SignInView.Fault), fault),
        (nameof(SignInView.ProviderAddress), http.RequestServices.GetService<OidcOptions>() is null
            ? null
            : $"{PageAddresses.SignOn}?to={Uri.EscapeDataString(OwnAddress(http.Request.Query["to"].ToString()))}"),
        (nameof(SignInView.To), OwnAddress(http.Request.Query["to"].ToString()))) with { Status = status });

    private static string? FaultOf(HttpRequest request) => request.Query[PageAddresses.Fault].ToString() switch
    {
        PageAddresses.Refused => "Your organization's sign-in did not tell this lake who you are. Try it again, or use a token.",
        PageAddresses.NoNamespace => "You are known to your organization, but it names no namespace of this lake for you. Ask the lake's "
            + "admin, or use a token.",
        _ => null,
    };

    /// <summary>
    /// Only an address of this page: a link must not lead from here to a stranger's. A browser takes a backslash for a slash.
    /// </summary>
    public static string OwnAddress(string to) =>
        to.Length <= LongestAddress && to.StartsWith('/') && !to.StartsWith("//", StringComparison.Ordinal)
            && !to.Contains('\\', StringComparison.Ordinal) && !to.Any(char.IsControl)
            ? string.Concat(to.EnumerateRunes().Select(rune => rune.IsAscii ? rune.ToString() : Uri.EscapeDataString(rune.ToString())))
            : PageAddresses.Home;

    private static PageSession Session(HttpContext http) => http.RequestServices.GetRequiredService<PageSession>();
}
