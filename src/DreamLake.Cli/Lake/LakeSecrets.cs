using System.Text.Json.Serialization;
using DreamLake.Hosting;

namespace DreamLake.Cli.Lake;

/// <summary>The secrets of the lake on this machine, as its folder keeps them.</summary>
/// <param name="TokenSecret">Signs bearer tokens.</param>
/// <param name="UrlKey">Signs addresses.</param>
/// <param name="PoolAccessKey">BSS's and the Lambda's name towards the staging pool.</param>
/// <param name="PoolSecretKey">Their secret.</param>
internal sealed record LakeSecrets(byte[] TokenSecret, byte[] UrlKey, string PoolAccessKey, string PoolSecretKey)
{
    /// <summary>What BSS and DreamLake Server check with.</summary>
    [JsonIgnore]
    public LakeKeys Keys => new(TokenSecret, UrlKey);

    /// <summary>A token of the machine's owner, for every namespace of the lake.</summary>
    /// <param name="lifetime">How long it is good for.</param>
    public string OwnerToken(TimeSpan lifetime) => LakeTokens.Mint(Keys, OwnerName(), wholeLake: true, lifetime, TimeProvider.System);

    /// <summary>Never the secrets.</summary>
    public override string ToString() => nameof(LakeSecrets);

    // The namespace of addresses that name none; a user name may hold what no namespace does.
    private static string OwnerName() =>
        Protocol.NameRules.Fault("namespace", Environment.UserName) is null ? Environment.UserName : "owner";
}

/// <summary>Where a lake listens.</summary>
/// <param name="Bss">BSS; port 0 means any free one.</param>
/// <param name="Server">DreamLake Server; port 0 means any free one.</param>
internal sealed record LakeAddresses(Uri Bss, Uri Server)
{
    /// <summary>Any free ports, for this machine alone.</summary>
    public static readonly LakeAddresses AnyFree = new(new Uri("http://127.0.0.1:0"), new Uri("http://127.0.0.1:0"));
}

/// <summary>A lake that a process runs.</summary>
/// <param name="Bss">BSS's address.</param>
/// <param name="Server">DreamLake Server's address.</param>
/// <param name="ProcessId">Whose.</param>
/// <param name="IsServing">Whether it is <c>serve</c>, and stays; else it is the lake of one <c>upload --local</c>.</param>
internal sealed record RunningLake(Uri Bss, Uri Server, int ProcessId, bool IsServing)
{
    /// <summary>For messages.</summary>
    public override string ToString() => $"process {ProcessId}, {(IsServing ? "serve at " + Bss.GetLeftPart(UriPartial.Authority) : "upload --local")}";
}

/// <summary>The lake folder's own documents as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LakeSecrets))]
[JsonSerializable(typeof(RunningLake))]
internal sealed partial class LakeJson : JsonSerializerContext;
