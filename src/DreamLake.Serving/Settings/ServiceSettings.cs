using DreamLake.Protocol;

namespace DreamLake.Serving.Settings;

/// <summary>What all roles share.</summary>
internal sealed record SharedSettings
{
    /// <summary>The tables of every role that names no database of its own: <c>Host=…</c> is PostgreSQL, <c>Data Source=…</c>
    /// SQLite. Each role minds its own tables in it.</summary>
    public string? Database { get; init; }

    /// <summary>The table of tokens that were given out, the same for bss and server. Default: the database of all.</summary>
    public string? TokensDatabase { get; init; }

    /// <summary>
    /// The file with the lake's secrets, the same for every process of a lake: 'dreamlake-lake keys' makes it. For bss and server.
    /// </summary>
    public string? KeysFile { get; init; }

    /// <summary>The certificate of https addresses (PEM, with its chain).</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>The private key of the certificate (PEM).</summary>
    public string? TlsKey { get; init; }

    /// <summary>Whether warnings and errors of the services are written to standard error. Default: yes.</summary>
    public bool Log { get; init; } = true;

    /// <summary>Whether they are JSON, an object a line, with the id of the request that a line is about. Default: no.</summary>
    public bool LogJson { get; init; }
}

/// <summary>Where each role listens. An address of other than this machine is listened at as it is given.</summary>
internal sealed record ListenSettings
{
    /// <summary>BSS. Default: http://localhost:10234.</summary>
    public Uri Bss { get; init; } = LakeDefaults.BssUrl;

    /// <summary>DreamLake Server. Default: http://localhost:10334.</summary>
    public Uri Server { get; init; } = LakeDefaults.ServerUrl;

    /// <summary>The Lambda, of which only its health is asked; with bss in one process it listens nowhere. Default:
    /// http://localhost:10534.</summary>
    public Uri Lambda { get; init; } = new("http://localhost:10534");

    /// <summary>The staging pool. Default: http://localhost:10434.</summary>
    public Uri Pool { get; init; } = new("http://localhost:10434");
}

/// <summary>The S3 that holds the bytes: for bss and lambda, and the keys that the pool opens to.</summary>
internal sealed record S3Settings
{
    /// <summary>Its endpoint. Default: Amazon's own, by the region.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Where clients reach it, who are given presigned URLs. Default: the endpoint.</summary>
    public Uri? PublicEndpoint { get; init; }

    /// <summary>The region that signatures name. Default: us-east-1.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The lake's bucket; made where it is missing. Default: dreamlake.</summary>
    public string Bucket { get; init; } = "dreamlake";

    /// <summary>Whether the bucket's name is in the path and not in the host's name. Default: yes, which every engine takes.</summary>
    public bool PathStyle { get; init; } = true;

    /// <summary>
    /// The access key's name. Default: what the SDK finds (AWS_ACCESS_KEY_ID, profiles, the machine's role). The pool needs one.
    /// </summary>
    public string? AccessKey { get; init; }

    /// <summary>The access key's secret; goes with the access key.</summary>
    public string? SecretKey { get; init; }
}
