using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using DreamLake.Bss.S3;
using DreamLake.Hosting.Keys;
using DreamLake.Hosting.Tables;
using DreamLake.Serving.Measures;
using DreamLake.Serving.Settings;
using DreamLake.StagingPool;

namespace DreamLake.Serving.Lake;

/// <summary>One process of a lake that many processes make: the roles that its settings name, on engines that they name.</summary>
/// <remarks>It keeps nothing of its own but the Lambda's work folder and, as a staging pool, the bytes: two of a kind may run.</remarks>
internal sealed class LakeProcess : IAsyncDisposable
{
    private static readonly TimeSpan BetweenStarts = TimeSpan.FromSeconds(1);
    private readonly LakeSettings _settings;
    private readonly X509Certificate2? _certificate;
    private readonly LakeComposition _services;

    private LakeProcess(LakeSettings settings)
    {
        _settings = settings;
        _certificate = CertificateOf(settings.Shared);
        var measures = ProcessMeasures.AreAsked(settings.Metrics, settings.Otlp)
            ? new ProcessMeasures(settings.Metrics, settings.Otlp)
            : null;
        _services = new LakeComposition(_certificate, LogStyleOf(settings.Shared), measures);
    }

    /// <summary>What listens where, a line for each role.</summary>
    public IReadOnlyList<string> Started { get; private set; } = [];

    /// <summary>Starts it, once its databases and its bucket are reached.</summary>
    /// <param name="settings">What it is to be.</param>
    /// <param name="tell">Takes a line for a person where something is waited for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UsageException">An engine that it needs does not let it in, or an address is taken.</exception>
    public static async Task<LakeProcess> StartAsync(LakeSettings settings, Action<string> tell, CancellationToken cancellationToken)
    {
        while (true)
        {
            LakeProcess? process = null;
            try
            {
                process = new LakeProcess(settings);
                await process.WaitForEnginesAsync(tell, cancellationToken);
                process.Started = await process.StartRolesAsync(cancellationToken);
                return process;
            }
            catch (Exception fault)
            {
                if (process is not null) await process.DisposeAsync();
                if (fault is OperationCanceledException) throw;
                if (!EngineFault.MayPass(fault)) throw Told(fault);
                // Reached, and away again before it had started.
                tell($"could not start and tries again: {fault.GetBaseException().Message}");
                await Task.Delay(BetweenStarts, TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>Comes to its end when a role of it ends by itself, with the reason in one sentence that names it.</summary>
    public Task<string> EndedAsync() => _services.EndedAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _certificate?.Dispose();
    }

    private static UsageException Told(Exception fault)
    {
        if (fault is UsageException told) return told;
        var advice = fault is NewerTablesException or KeysFileException
            ? ""
            : " Check that the database and the folders can be reached and written.";
        return new UsageException($"The lake cannot start: {fault.GetBaseException().Message}{advice}", ExitCode.NoLake);
    }

    private async Task WaitForEnginesAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        // A pool in this process starts with it.
        var isElsewhere = _settings.Has(LakeRole.Bss | LakeRole.Lambda)
            && !(_settings.Has(LakeRole.Pool) && _settings.S3.Endpoint is null);
        var engines = LakeEngines.Of(_settings, isElsewhere ? Connection() : null);
        await new EngineWait(engines, tell, TimeProvider.System).UntilReachedAsync(async () =>
        {
            var meanwhile = new LakeComposition(_certificate, LogStyleOf(_settings.Shared));
            foreach (var address in _settings.Waiting()) await meanwhile.StartWaitingAsync(address, engines, cancellationToken);
            return meanwhile;
        }, cancellationToken);
    }

    private async Task<List<string>> StartRolesAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        if (_settings.Has(LakeRole.Pool)) lines.Add($"pool    {Text(await StartPoolAsync(cancellationToken))}");
        if (_settings.Has(LakeRole.Bss | LakeRole.Lambda))
        {
            var pool = Connection();
            await pool.EnsureBucketAsync(cancellationToken);
            if (_settings.Has(LakeRole.Bss)) lines.Add(await StartBssAsync(pool, cancellationToken));
            else await _services.StartLambdaAsync(_settings.Listen.Lambda, pool, _settings.Lambda, cancellationToken);
            if (_settings.Has(LakeRole.Lambda))
                lines.Add($"lambda  {_settings.Lambda.Workers} at a time, in {_settings.Lambda.WorkFolder}");
        }

        if (_settings.Has(LakeRole.Server)) lines.Add(await StartServerAsync(cancellationToken));
        return lines;
    }

    private Task<Uri> StartPoolAsync(CancellationToken cancellationToken)
    {
        var options = new StagingPoolOptions
        {
            Folder = _settings.Pool.Folder!,
            AccessKey = _settings.S3.AccessKey!,
            SecretKey = _settings.S3.SecretKey!,
            Region = _settings.S3.Region,
            Former = _settings.Pool.FormerAccessKey is { } former ? new FormerAccess(former, _settings.Pool.FormerSecretKey!) : null,
        };
        return _services.StartPoolAsync(_settings.Listen.Pool, options, cancellationToken);
    }

    private async Task<string> StartBssAsync(PoolConnection pool, CancellationToken cancellationToken)
    {
        using var s3 = pool.CreateClient();
        using var signer = new PublicS3(pool.CreateClient());
        var digests = await PartDigestProbe.HonoursAsync(s3, signer, pool.Credentials, pool.Bucket, cancellationToken);
        var rule = await UploadLifecycle.TrySetRuleAsync(s3, pool.Bucket, cancellationToken);
        var options = _settings.Bss with { OffersDigests = digests, SweepsAbandonedUploads = !rule };
        var address = await _services.StartBssAsync(
            _settings.Listen.Bss, Doors(), pool, options, _settings.Lambda, _settings.Has(LakeRole.Lambda), cancellationToken);
        var checks = digests ? "checked by it" : "not offered: it does not check them";
        return $"bss     {Text(address)}, bytes in {pool}, digests of parts {checks}";
    }

    private async Task<string> StartServerAsync(CancellationToken cancellationToken) =>
        "server  " + Text(await _services.StartServerAsync(
            _settings.Listen.Server, Doors(), _settings.Server, links: null, _settings.Oidc, cancellationToken));

    private PoolConnection Connection()
    {
        var s3 = _settings.S3;
        var own = _settings.Has(LakeRole.Pool) ? LakeReach.Inside(_settings.Listen.Pool) : null;
        return new PoolConnection(s3.Endpoint ?? own, s3.Bucket, Credentials(s3), s3.Region)
        {
            Public = s3.PublicEndpoint,
            HasPathStyle = s3.PathStyle,
            Certificate = own is null ? null : _certificate,
        };
    }

    private static AWSCredentials Credentials(S3Settings s3)
    {
        if (s3.AccessKey is { } name) return new BasicAWSCredentials(name, s3.SecretKey);
        try
        {
            return DefaultAWSCredentialsIdentityResolver.GetCredentials();
        }
        catch (AmazonClientException)
        {
            throw new UsageException(
                "There are no credentials for the S3: set S3:AccessKey and S3:SecretKey, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
                + "or give the machine a role.", ExitCode.NoLake);
        }
    }

    private LakeDoors Doors()
    {
        var file = _settings.Shared.KeysFile!;
        var secrets = SecretsFile.At(file).Read();
        if (secrets is null)
        {
            throw new UsageException(
                $"KeysFile '{file}' is not there: 'dreamlake-lake keys {file}' makes it; every process of a lake needs the same one.",
                ExitCode.NoLake);
        }

        return new LakeDoors(new KeyRing(secrets.Keys, TimeProvider.System), _settings.TokensDatabase!, _settings.Audit);
    }

    private static X509Certificate2? CertificateOf(SharedSettings shared) => shared.TlsCertificate is { } file
        ? LakeCertificate.Read(file, shared.TlsKey!, $"TlsCertificate '{file}' with TlsKey '{shared.TlsKey}'")
        : null;

    private static LogStyle LogStyleOf(SharedSettings shared) =>
        !shared.Log ? LogStyle.None : shared.LogJson ? LogStyle.Json : LogStyle.Text;

    private static string Text(Uri address) => address.AbsoluteUri.TrimEnd('/');
}
