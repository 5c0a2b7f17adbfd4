using DreamLake.Bss;
using DreamLake.Hosting.Audit;
using DreamLake.Lambda;
using DreamLake.Page;
using DreamLake.Server;
using Microsoft.Extensions.Configuration;

namespace DreamLake.Serving.Settings;

/// <summary>What a process of a lake is to be and to do, read and checked before anything starts.</summary>
internal sealed record LakeSettings(
    LakeRole Roles, SharedSettings Shared, ListenSettings Listen, S3Settings S3, PoolSettings Pool, BssOptions Bss, ServerOptions Server,
    LambdaOptions Lambda, AuditOptions Audit, MetricsSettings Metrics, OtlpSettings Otlp,
    OidcOptions Oidc)
{
    /// <summary>How often a process that only splits looks for what others dispatched, where no setting says it.</summary>
    private static readonly TimeSpan LooksForOthers = TimeSpan.FromSeconds(2);

    /// <summary>Reads them.</summary>
    /// <param name="roles">What the process is to be.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="faults">Takes a line for each fault; with any of them the settings cannot be used.</param>
    public static LakeSettings Read(LakeRole roles, IConfiguration configuration, ICollection<string> faults)
    {
        var reader = new SettingsReader(configuration, faults);
        var settings = new LakeSettings(
            roles, reader.Read<SharedSettings>(""), reader.Read<ListenSettings>("Listen"), reader.Read<S3Settings>("S3"),
            reader.Read<PoolSettings>("Pool"), reader.Read<BssOptions>("Bss"), reader.Read<ServerOptions>("Server"),
            reader.Read<LambdaOptions>("Lambda"), reader.Read<AuditOptions>("Audit"), reader.Read<MetricsSettings>("Metrics"),
            reader.Read<OtlpSettings>("Otlp"), reader.Read<OidcOptions>("Oidc"));
        reader.RefuseUnknown();
        settings = settings.Completed(name => configuration[name] is not null);
        foreach (var missing in settings.Missing()) faults.Add(missing);
        return settings;
    }

    /// <summary>Where the tokens are that were given out.</summary>
    public string? TokensDatabase => Shared.TokensDatabase ?? Shared.Database;

    /// <summary>What one setting says for several.</summary>
    private LakeSettings Completed(Func<string, bool> isSet) => this with
    {
        Bss = Bss with { Database = Bss.Database ?? Shared.Database!, Bucket = S3.Bucket },
        Server = Server with
        {
            Database = Server.Database ?? Shared.Database!,
            BssUrl = Server.BssUrl ?? (Roles.HasFlag(LakeRole.Bss) ? Listen.Bss : null)!,
        },
        Lambda = Lambda with
        {
            Database = Lambda.Database ?? Shared.Database!,
            Bucket = S3.Bucket,
            WorkFolder = Lambda.WorkFolder ?? Path.Combine(Path.GetTempPath(), "dreamlake-work"),
            PollInterval = isSet("Lambda:PollInterval") || Has(LakeRole.Bss) ? Lambda.PollInterval : LooksForOthers,
            MaxRunningPerOwner = isSet("Lambda:MaxRunningPerOwner") ? Lambda.MaxRunningPerOwner : Lambda.Workers,
        },
    };

    private IEnumerable<string> Missing()
    {
        if (Needs(LakeRole.Bss, Bss.Database)) yield return NoDatabase("Bss:Database");
        if (Needs(LakeRole.Server, Server.Database)) yield return NoDatabase("Server:Database");
        if (Needs(LakeRole.Bss | LakeRole.Lambda, Lambda.Database)) yield return NoDatabase("Lambda:Database");
        if (Needs(LakeRole.Bss | LakeRole.Server, TokensDatabase)) yield return NoDatabase("TokensDatabase");
        if (Needs(LakeRole.Server, Server.BssUrl))
            yield return "Server:BssUrl is not set: the address at which DreamLake Server reaches BSS.";
        if (Needs(LakeRole.Bss | LakeRole.Server, Shared.KeysFile))
            yield return "KeysFile is not set: the secrets that all processes of a lake share; 'dreamlake-lake keys FILE' makes them.";
        if (Needs(LakeRole.Pool, Pool.Folder)) yield return "Pool:Folder is not set: the folder that holds the staging pool's bytes.";
        if (Needs(LakeRole.Pool, S3.AccessKey)) yield return "S3:AccessKey is not set: the name of the key that opens the staging pool.";
        if (S3.AccessKey is null != S3.SecretKey is null) yield return "S3:AccessKey and S3:SecretKey are set together, or neither is.";
        if (Pool.FormerAccessKey is null != Pool.FormerSecretKey is null)
            yield return "Pool:FormerAccessKey and Pool:FormerSecretKey are set together, or neither is.";
        if (Shared.TlsCertificate is null != Shared.TlsKey is null)
            yield return "TlsCertificate and TlsKey are set together, or neither is.";
        if (Shared.TlsCertificate is null && Addresses().Any(address => address.Scheme == Uri.UriSchemeHttps))
            yield return "An https address needs TlsCertificate and TlsKey.";
        if (Metrics.TokenFile is { } file && !File.Exists(file))
            yield return $"Metrics:TokenFile '{file}' is not there: a file with a secret of 16 characters or more, for Prometheus.";
        if (Otlp.TracedShare > 1) yield return "Otlp:TracedShare is more than 1, which is all requests.";
        if (Oidc.Authority is null != Oidc.ClientId is null)
            yield return "Oidc:Authority and Oidc:ClientId are set together, or neither is.";
        if (Oidc.Authority is { } authority && !IsProvider(authority))
            yield return "Oidc:Authority is no https address (http is taken for this machine alone).";
        if (Has(LakeRole.Lambda) && Lambda.Workers < 1) yield return "Lambda:Workers is 0: at least one file has to be split at a time.";
    }

    /// <summary>Where a process listens whose databases and bucket are away: at all of its addresses but the pool's.</summary>
    public IEnumerable<Uri> Waiting() => Addresses().Where(address => !Has(LakeRole.Pool) || address != Listen.Pool);

    private static bool IsProvider(string authority) => Uri.TryCreate(authority, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    private IEnumerable<Uri> Addresses()
    {
        if (Has(LakeRole.Bss)) yield return Listen.Bss;
        if (Has(LakeRole.Server)) yield return Listen.Server;
        if (Roles.HasFlag(LakeRole.Lambda) && !Has(LakeRole.Bss)) yield return Listen.Lambda;
        if (Has(LakeRole.Pool)) yield return Listen.Pool;
    }

    /// <summary>Whether the process is any of these.</summary>
    public bool Has(LakeRole any) => (Roles & any) != 0;

    private bool Needs(LakeRole any, object? setting) => Has(any) && setting is null;

    private static string NoDatabase(string setting) =>
        $"{setting} is not set, nor Database for all: a connection string, 'Host=…' for PostgreSQL or 'Data Source=…' for SQLite.";

    /// <summary>Never the values: connection strings and keys are among them.</summary>
    public override string ToString() => $"{nameof(LakeSettings)} {{ Roles = {Roles} }}";
}
