using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Serialization;
using DreamLake.Hosting;
using DreamLake.StagingPool;

namespace DreamLake.Serving.Lake;

/// <summary>The secrets of the lake on this machine, as its folder keeps them.</summary>
/// <param name="TokenSecret">Signs bearer tokens.</param>
/// <param name="UrlKey">Signs addresses.</param>
/// <param name="PoolAccessKey">BSS's and the Lambda's name towards the staging pool.</param>
/// <param name="PoolSecretKey">Their secret.</param>
internal sealed record LakeSecrets(byte[] TokenSecret, byte[] UrlKey, string PoolAccessKey, string PoolSecretKey)
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromDays(30);

    /// <summary>The pool's key before this one, while what it signed may still be in use; null where there was none.</summary>
    public FormerAccess? FormerPool { get; init; }

    /// <summary>The same secrets with a new key of the pool.</summary>
    /// <param name="formerUntil">Until when what the one before signed is taken, UTC; null: no longer.</param>
    public LakeSecrets WithNewPoolKey(DateTimeOffset? formerUntil)
    {
        var (access, secret) = NewPoolKey();
        return this with
        {
            PoolAccessKey = access,
            PoolSecretKey = secret,
            FormerPool = formerUntil is null ? null : new FormerAccess(PoolAccessKey, PoolSecretKey, formerUntil),
        };
    }

    /// <summary>A key that nobody has.</summary>
    public static (string AccessKey, string SecretKey) NewPoolKey() =>
        (Convert.ToHexString(RandomNumberGenerator.GetBytes(10)), Convert.ToHexString(RandomNumberGenerator.GetBytes(20)));

    /// <summary>What BSS and DreamLake Server check with.</summary>
    [JsonIgnore]
    public LakeKeys Keys => new(TokenSecret, UrlKey);

    /// <summary>Whether nothing is missing or too short: a file of a crash, or of a hand, holds anything.</summary>
    [JsonIgnore]
    public bool AreWhole =>
        TokenSecret is { Length: >= LakeKeys.ShortestSecret } && UrlKey is { Length: >= LakeKeys.ShortestSecret }
        && !string.IsNullOrWhiteSpace(PoolAccessKey) && !string.IsNullOrWhiteSpace(PoolSecretKey);

    /// <summary>A token of the machine's owner, for every namespace of the lake, good for 30 days.</summary>
    /// <param name="signing">What signs now.</param>
    /// <param name="time">The clock.</param>
    public static string OwnerToken(LakeKeys signing, TimeProvider time) =>
        LakeTokens.Mint(signing, OwnerName(), wholeLake: true, TokenLifetime, time);

    /// <summary>The key to the staging pool that the machine's people give their tools; the same as long as the lake's own is.</summary>
    /// <param name="bucket">The lake's bucket, which it only reads.</param>
    public PersonalAccess PersonalPoolAccess(string bucket) => new(Derive("access key")[..20], Derive("secret key")[..40], bucket);

    /// <summary>Never the secrets.</summary>
    public override string ToString() => nameof(LakeSecrets);

    // Derived, so that a lake of an earlier version has one too; the secret that it comes from cannot be told from it.
    private string Derive(string purpose) =>
        Convert.ToHexString(HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(PoolSecretKey), Encoding.UTF8.GetBytes("staging pool, personal " + purpose)));

    // The namespace of addresses that name none; a user name may hold what no namespace does.
    private static string OwnerName() =>
        Protocol.NameRules.Fault("namespace", Environment.UserName) is null ? Environment.UserName : "owner";
}

/// <summary>Where a lake listens.</summary>
/// <param name="Bss">BSS; port 0 means any free one.</param>
/// <param name="Server">DreamLake Server; port 0 means any free one.</param>
/// <param name="Pool">
/// The staging pool; port 0 means any free one. Null, before a start: <see cref="DefaultPool"/>, or any free port where that is taken; of a
/// lake that runs: its bytes lie in another S3.
/// </param>
internal sealed record LakeAddresses(Uri Bss, Uri Server, Uri? Pool)
{
    /// <summary>
    /// Where other machines reach BSS; the other services are reached at its host, each at its own port. Null: where each listens.
    /// </summary>
    public Uri? Public { get; init; }

    /// <summary>What proves an https address to be the lake's; null where it has none.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The origins whose pages may read streams; none named lets in any.</summary>
    public IReadOnlyList<string> PlayerOrigins { get; init; } = [];

    /// <summary>Any free port, for this machine alone.</summary>
    public static readonly Uri AnyFreePort = new("http://127.0.0.1:0");

    /// <summary>
    /// Where the staging pool listens unless told otherwise: fixed, so that part URLs and people's tools outlive a restart.
    /// </summary>
    public static readonly Uri DefaultPool = new("http://localhost:10434");

    /// <summary>Any free ports, for this machine alone.</summary>
    public static readonly LakeAddresses AnyFree = new(AnyFreePort, AnyFreePort, AnyFreePort);
}

/// <summary>A lake that a process runs.</summary>
/// <param name="Bss">BSS's address.</param>
/// <param name="Server">DreamLake Server's address.</param>
/// <param name="ProcessId">Whose.</param>
/// <param name="Pool">The staging pool's address; null where the bytes lie in another S3.</param>
/// <param name="IsServing">Whether it is <c>serve</c>, and stays; else it is the lake of one <c>upload --local</c>.</param>
internal sealed record RunningLake(Uri Bss, Uri Server, Uri? Pool, int ProcessId, bool IsServing)
{
    /// <summary>For messages.</summary>
    public override string ToString() =>
        $"process {ProcessId}, {(IsServing ? "serve at " + Bss.GetLeftPart(UriPartial.Authority) : "upload --local")}";
}

/// <summary>The lake folder's own documents as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LakeSecrets))]
[JsonSerializable(typeof(RunningLake))]
internal sealed partial class LakeJson : JsonSerializerContext;
