using Amazon.Runtime;
using DreamLake.Bss;
using DreamLake.Hosting.Audit;
using DreamLake.Hosting.Keys;
using DreamLake.Hosting.Tables;
using DreamLake.Lambda;
using DreamLake.Page.Sessions;
using DreamLake.Server;
using DreamLake.StagingPool;

namespace DreamLake.Serving.Lake;

/// <summary>
/// The whole lake in this process: the staging pool, BSS with the Lambda, and DreamLake Server, each on a port of its own.
/// </summary>
internal sealed class EmbeddedLake : IAsyncDisposable
{
    private readonly LakeComposition _services;
    private readonly LakeFolder _folder;
    private readonly LakeSecrets _secrets;
    private readonly KeyRing _keys;
    private readonly LakeAddresses _asked;
    private readonly LakeReach _reach;
    private readonly EmbeddedChoices _choices;
    private readonly OneTimeLinks _links;

    private EmbeddedLake(LakeFolder folder, LakeAddresses asked, EmbeddedChoices choices, bool isVerbose)
    {
        _choices = choices;
        _folder = folder;
        _asked = asked;
        _reach = new LakeReach(asked.Public, asked.Bss);
        _secrets = folder.Secrets();
        _keys = new KeyRing(_secrets.Keys, TimeProvider.System);
        _services = new LakeComposition(asked.Certificate, isVerbose ? LogStyle.Text : LogStyle.None);
        _links = new OneTimeLinks(OwnerToken, TimeProvider.System);
        Addresses = LakeAddresses.AnyFree;
    }

    /// <summary>Where it listens.</summary>
    public LakeAddresses Addresses { get; private set; }

    /// <summary>Whether the staging pool listens at another port than the default, because that was taken.</summary>
    public bool HasMovedPool { get; private set; }

    /// <summary>Comes to its end when a service of it ends by itself, with the reason in one sentence that names it.</summary>
    public Task<string> EndedAsync() => _services.EndedAsync();

    /// <summary>A fresh token of the machine's owner, good for 30 days.</summary>
    public string OwnerToken() => LakeSecrets.OwnerToken(_keys.Signing, TimeProvider.System);

    /// <summary>Called when the lake's keys were rotated: what an older one signed may be refused by now.</summary>
    public event Action? KeysChanged
    {
        add => _keys.Changed += value;
        remove => _keys.Changed -= value;
    }

    private LakeDoors Doors => new(
        _keys, _folder.Database("tokens"), new AuditOptions { Folder = _choices.AuditFolder });

    /// <summary>An address that opens the page once, signed in as the machine's owner.</summary>
    public Uri SignInLink() => _links.Make(Addresses.Server);

    /// <summary>Starts a lake on a folder that this process holds.</summary>
    /// <param name="folder">Where it lies.</param>
    /// <param name="addresses">Where BSS, DreamLake Server and the staging pool listen.</param>
    /// <param name="pool">The S3 that holds the bytes; null means the embedded staging pool.</param>
    /// <param name="choices">What its services are told in the place of their defaults.</param>
    /// <param name="isVerbose">Whether warnings and errors of the services are shown: a failed request answers with what a person
    /// needs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UsageException">An address is taken, or the S3 does not answer.</exception>
    public static async Task<EmbeddedLake> StartAsync(
        LakeFolder folder, LakeAddresses addresses, PoolConnection? pool, EmbeddedChoices choices, bool isVerbose,
        CancellationToken cancellationToken)
    {
        EmbeddedLake? lake = null;
        try
        {
            lake = new EmbeddedLake(folder, addresses, choices, isVerbose);
            var connection = pool ?? await lake.StartPoolAsync(addresses.Pool, cancellationToken);
            var bss = await lake.StartBssAsync(addresses.Bss, connection, offersDigests: pool is null, cancellationToken);
            var server = await lake.StartServerAsync(addresses.Server, bss, cancellationToken);
            var reach = lake._reach;
            lake.Addresses = new LakeAddresses(reach.OfBss(bss), reach.Outside(server), pool is null ? connection.Public : null);
            return lake;
        }
        catch (Exception fault)
        {
            if (lake is not null) await lake.DisposeAsync();
            if (fault is UsageException or OperationCanceledException) throw;
            if (fault is NewerTablesException or KeysFileException)
            {
                throw new UsageException($"The lake in '{folder.Path}' cannot start. {fault.Message}", ExitCode.NoLake);
            }

            throw new UsageException($"The lake in '{folder.Path}' cannot start: {fault.Message} Check that the disk has room and that " +
                "the folder can be written; what is stored there is safe.", ExitCode.NoLake);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task<PoolConnection> StartPoolAsync(Uri? asked, CancellationToken cancellationToken)
    {
        if (asked is not null) return await StartPoolAtAsync(asked, cancellationToken);
        try
        {
            return await StartPoolAtAsync(LakeAddresses.DefaultPool, cancellationToken);
        }
        catch (UsageException)
        {
            // Another lake of this machine has it.
            HasMovedPool = true;
            return await StartPoolAtAsync(LakeAddresses.AnyFreePort, cancellationToken);
        }
    }

    private async Task<PoolConnection> StartPoolAtAsync(Uri address, CancellationToken cancellationToken)
    {
        var options = new StagingPoolOptions
        {
            Folder = _folder.Pool,
            AccessKey = _secrets.PoolAccessKey,
            SecretKey = _secrets.PoolSecretKey,
            Former = _secrets.FormerPool,
            Personal = _secrets.PersonalPoolAccess(PoolConnection.LakeBucket),
        };
        var taken = await _services.StartPoolAsync(address, options, cancellationToken);
        return new PoolConnection(
            LakeReach.Inside(taken), PoolConnection.LakeBucket, new BasicAWSCredentials(options.AccessKey, options.SecretKey),
            options.Region)
        {
            Public = _reach.Outside(taken),
            Certificate = _asked.Certificate,
        };
    }

    private LambdaOptions LambdaOptionsFor(PoolConnection pool)
    {
        var options = new LambdaOptions { Bucket = pool.Bucket, WorkFolder = _folder.Work, Database = _folder.Database("lambda") };
        return _choices.SplitWorkers is { } workers ? options with { Workers = workers, MaxRunningPerOwner = workers } : options;
    }

    private async Task<Uri> StartBssAsync(Uri address, PoolConnection pool, bool offersDigests, CancellationToken cancellationToken)
    {
        await pool.EnsureBucketAsync(cancellationToken);
        var options = new BssOptions
        {
            Bucket = pool.Bucket,
            Database = _folder.Database("bss"),
            OffersDigests = offersDigests,
            PublicUrl = _asked.Public,
            AllowedOrigins = PlayerOrigins(),
            ScrubInterval = _choices.ScrubInterval ?? TimeSpan.FromDays(30),
        };
        return await _services.StartBssAsync(address, Doors, pool, options, LambdaOptionsFor(pool), splits: true, cancellationToken);
    }

    private Task<Uri> StartServerAsync(Uri address, Uri bss, CancellationToken cancellationToken)
    {
        var options = new ServerOptions
        {
            Database = _folder.Database("server"),
            BssUrl = LakeReach.Inside(bss),
            PublicBssUrl = _reach.OfBss(bss),
            TrashLifetime = _choices.TrashLifetime ?? TimeSpan.FromDays(30),
        };
        return _services.StartServerAsync(address, Doors, options, _links, oidc: null, cancellationToken);
    }

    // Where some origins are named, the lake's own page is one more.
    private IReadOnlyList<string> PlayerOrigins() => _asked.PlayerOrigins.Count == 0
        ? []
        : [.. _asked.PlayerOrigins, _reach.Outside(_asked.Server).GetLeftPart(UriPartial.Authority)];
}
