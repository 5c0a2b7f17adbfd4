using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DreamLake.Cli.Tests.Strangers;

/// <summary>A self-made certificate of 127.0.0.1 and localhost, as a person makes one with <c>openssl req -x509</c>.</summary>
/// <param name="File">The certificate, PEM.</param>
/// <param name="KeyFile">Its private key, PEM.</param>
/// <param name="Thumbprint">What it is known by.</param>
internal sealed record PemCertificate(string File, string KeyFile, string Thumbprint)
{
    /// <summary>Makes one in a folder.</summary>
    public static PemCertificate Create(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=lake.example", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var (file, keyFile) = (Path.Combine(folder, "lake.pem"), Path.Combine(folder, "lake.key"));
        System.IO.File.WriteAllText(file, certificate.ExportCertificatePem());
        System.IO.File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return new PemCertificate(file, keyFile, certificate.GetCertHashString());
    }
}
