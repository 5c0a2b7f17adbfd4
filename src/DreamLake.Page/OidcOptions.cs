namespace DreamLake.Page;

/// <summary>
/// By whom people are known who sign in at the page without a token: an OpenID Connect provider, by the code flow with PKCE.
/// </summary>
public sealed record OidcOptions
{
    /// <summary>
    /// The provider's address, below which <c>.well-known/openid-configuration</c> lies: https, or http on this machine. Null (the
    /// default): people sign in with a token alone.
    /// </summary>
    public string? Authority { get; init; }

    /// <summary>What the provider calls this lake. Goes with the authority.</summary>
    public string? ClientId { get; init; }

    /// <summary>The client's secret, where the provider gave one.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>What the provider is asked for. Default: openid and profile.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>
    /// The claim of the ID token that names the namespaces that somebody sees, each as <c>alice</c>, or <c>alice@robotics</c> for one
    /// space. Default: dreamlake_namespace.
    /// </summary>
    public string NamespaceClaim { get; init; } = "dreamlake_namespace";

    /// <summary>The claim that says read, write or admin. Default: dreamlake_role; who has none reads.</summary>
    public string RoleClaim { get; init; } = "dreamlake_role";

    /// <summary>
    /// The claim by which the audit log names somebody, beside their <c>sub</c>. Default: preferred_username; who has none is named by
    /// their <c>sub</c> alone.
    /// </summary>
    public string PersonClaim { get; init; } = "preferred_username";

    /// <summary>
    /// Where browsers reach DreamLake Server: the provider sends them back there, to <c>/sign-in/oidc/back</c>. Default: the address that
    /// was asked.
    /// </summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Never the values: a secret is among them.</summary>
    public override string ToString() => nameof(OidcOptions);
}
