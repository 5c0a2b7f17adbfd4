using DreamLake.Hosting.Tokens;
using DreamLake.Page.Sessions;
using DreamLake.Page.SignOn;
using DreamLake.Page.Views;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Page.Routes;

/// <summary><c>/sign-in/oidc</c> and what follows on it: the provider says who somebody is, and they choose what to open.</summary>
internal static class SignOnRoutes
{
    private static readonly string[] Reading = [HttpMethods.Get];
    private static readonly string[] Writing = [HttpMethods.Post];

    /// <summary>Maps them, where there is a provider.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        if (app.ServiceProvider.GetService<OidcOptions>() is null) return;
        MapOpen(app, PageAddresses.SignOn, Reading, http => http.ChallengeAsync(
            OidcSignOn.Scheme,
            new AuthenticationProperties { RedirectUri = SignInRoutes.OwnAddress(http.Request.Query["to"].ToString()) }));
        // The browser comes from another site, and so sends no strict cookie to here; by this page's own word it goes on with them.
        MapOpen(app, PageAddresses.SignedOn, Reading, http => PageRoute.WriteAsync(http, PageAnswer.Of<OnwardView>(
            (nameof(OnwardView.To), PageAddresses.Person))));
        MapOpen(app, PageAddresses.Person, Reading, AskAsync);
        MapOpen(app, PageAddresses.Person, Writing, ChooseAsync);
    }

    private static void MapOpen(IEndpointRouteBuilder app, string address, string[] methods, RequestDelegate answerAsync) =>
        app.MapMethods(address, methods, answerAsync).WithMetadata(new PageMetadata(IsOpen: true)).AllowAnonymous().OnlyReads();

    private static Task AskAsync(HttpContext http)
    {
        var cookie = http.RequestServices.GetRequiredService<PersonCookie>();
        if (cookie.Find(http.Request) is not { } person)
        {
            PageRoute.SeeOther(http, PageAddresses.SignIn);
            return Task.CompletedTask;
        }

        return person.Doors.Count == 1
            ? OpenAsync(http, person, person.Doors[0])
            : PageRoute.WriteAsync(http, PageAnswer.Of<PersonView>(
                (nameof(PersonView.Doors), person.Doors.Select(door => door.ToString()).ToList()),
                (nameof(PersonView.Word), cookie.FormWord(http.Request))));
    }

    private static async Task ChooseAsync(HttpContext http)
    {
        var cookie = http.RequestServices.GetRequiredService<PersonCookie>();
        var form = await PageSession.ReadFormAsync(http.Request, http.RequestAborted);
        var door = cookie.IsOwnForm(http.Request, form) && cookie.Find(http.Request) is { } person
            ? person.Doors.FirstOrDefault(door => door.ToString() == form[PersonView.Field])
            : null;
        if (door is null) PageRoute.SeeOther(http, PageAddresses.SignIn);
        else await OpenAsync(http, cookie.Find(http.Request)!, door);
    }

    // A session of the provider's is a token as any other: it is listed, and can be taken back.
    private static async Task OpenAsync(HttpContext http, Person person, Door door)
    {
        var (token, _) = await http.RequestServices.GetRequiredService<TokenTable>().CreateAsync(
            new TokenGrant(door.Namespace, person.Role, door.Space) { Person = person.Name }, SessionSeal.Longest, http.RequestAborted);
        http.RequestServices.GetRequiredService<PageSession>().Begin(http, token);
        PageRoute.SeeOther(http, SignInRoutes.OwnAddress(person.To));
    }
}
