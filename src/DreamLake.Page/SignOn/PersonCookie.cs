using DreamLake.Page.Sessions;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Page.SignOn;

/// <summary>Whom the provider has told of, sealed in a cookie of their browser, until they sign out or for a working day.</summary>
internal sealed class PersonCookie(SessionSeal seal)
{
    private const string Name = "dreamlake-person";
    private const string Purpose = "page person";

    /// <summary>Keeps them.</summary>
    public void Keep(HttpContext http, Person person) =>
        http.Response.Cookies.Append(Name, seal.Seal(Purpose, person.Write()), PageSession.Options(http));

    /// <summary>Who it is; null where nobody came from the provider.</summary>
    public Person? Find(HttpRequest request) => seal.Open(Purpose, request.Cookies[Name]) is { } text ? Person.Read(text) : null;

    /// <summary>What their forms send along.</summary>
    public string FormWord(HttpRequest request) => seal.FormWord(request.Cookies[Name] ?? "");

    /// <summary>Whether a form was sent from a page that was shown to them.</summary>
    public bool IsOwnForm(HttpRequest request, IFormCollection form) =>
        PageSession.IsFromHere(request) && seal.IsFormOf(request.Cookies[Name] ?? "", form[PageSession.FormField]);

    /// <summary>Forgets them.</summary>
    public static void Forget(HttpContext http)
    {
        if (http.Request.Cookies.ContainsKey(Name)) http.Response.Cookies.Delete(Name, PageSession.Options(http));
    }
}
