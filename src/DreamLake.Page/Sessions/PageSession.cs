using Microsoft.AspNetCore.Http;

namespace DreamLake.Page.Sessions;

/// <summary>The session of a browser: a sealed token in a cookie that scripts cannot read and other sites' pages do not send.</summary>
internal sealed class PageSession(SessionSeal seal)
{
    /// <summary>The cookie's name.</summary>
    public const string Cookie = "dreamlake-session";

    /// <summary>The form field that holds what other pages cannot know.</summary>
    public const string FormField = "form";

    /// <summary>The form field that holds a token.</summary>
    public const string TokenField = "token";

    private const string Scheme = "Bearer ";
    private const int LongestForm = 64 * 1024;

    /// <summary>Has the request carry the session's token, as a client's would; what came with it already stays.</summary>
    public void Present(HttpRequest request)
    {
        if (request.Headers.Authorization.Count > 0 || seal.Open(request.Cookies[Cookie]) is not { } token) return;
        request.Headers.Authorization = Scheme + token;
    }

    /// <summary>Has the request carry the token that a form of it holds.</summary>
    public static async Task PresentPostedAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = default;
        if (request.ContentLength is null or > LongestForm || !IsFromHere(request)) return;
        var form = await ReadFormAsync(request, cancellationToken);
        if (form[TokenField].ToString().Trim() is { Length: > 0 } token) request.Headers.Authorization = Scheme + token;
    }

    /// <summary>Begins one.</summary>
    public void Begin(HttpContext http, string token) => http.Response.Cookies.Append(Cookie, seal.Seal(token), Options(http));

    /// <summary>Ends it.</summary>
    public static void End(HttpContext http) => http.Response.Cookies.Delete(Cookie, Options(http));

    /// <summary>Whether a request brings one that is not over.</summary>
    public bool IsIn(HttpRequest request) => seal.Open(request.Cookies[Cookie]) is not null;

    /// <summary>What the forms of a request's answer send along.</summary>
    public string FormWord(HttpRequest request) => seal.FormWord(request.Cookies[Cookie] ?? "");

    /// <summary>Whether a form was sent from a page of this session.</summary>
    public async Task<bool> IsOwnFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!IsFromHere(request)) return false;
        var form = await ReadFormAsync(request, cancellationToken);
        return seal.IsFormOf(request.Cookies[Cookie] ?? "", form[FormField]);
    }

    /// <summary>The form of a request; an empty one where it has none that can be read.</summary>
    public static async Task<IFormCollection> ReadFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType) return FormCollection.Empty;
        try
        {
            return await request.ReadFormAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            return FormCollection.Empty;
        }
    }

    /// <summary>Whether a browser says that a page of another origin sent it. What is no browser says nothing.</summary>
    public static bool IsFromHere(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        return site is "" or "same-origin" or "none"
            && (origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value));
    }

    // Behind a proxy that speaks https for the lake, it is the proxy that says so; whoever makes it up harms their own cookie alone.
    private static bool IsSecure(HttpRequest request) =>
        request.IsHttps || request.Headers["X-Forwarded-Proto"].ToString().Split(',')[0].Trim() == "https";

    /// <summary>What every cookie of the page is like.</summary>
    public static CookieOptions Options(HttpContext http) => new()
    {
        HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = IsSecure(http.Request), Path = "/", IsEssential = true,
    };
}
