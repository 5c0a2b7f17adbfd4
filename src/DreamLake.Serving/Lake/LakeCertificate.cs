using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Serving.Lake;

/// <summary>How the lake's services show the certificate of https addresses, and know each other by it.</summary>
internal static class LakeCertificate
{
    /// <summary>Reads a certificate with its key, both PEM.</summary>
    /// <param name="certificateFile">The certificate, with its chain.</param>
    /// <param name="keyFile">Its private key.</param>
    /// <param name="named">What both are called where they were set, for the error.</param>
    /// <exception cref="UsageException">It cannot be read, or the key is not its own.</exception>
    public static X509Certificate2 Read(string certificateFile, string keyFile, string named)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new UsageException($"{named} cannot be used: {fault.Message}");
        }
    }

    /// <summary>Lets a host listen at https addresses.</summary>
    public static void UseCertificate(this WebApplicationBuilder builder, X509Certificate2 certificate)
    {
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate));
    }

    /// <summary>Lets a service call the others, whose certificate the machine itself may not trust: that very one is enough.</summary>
    public static IServiceCollection TrustOnly(this IServiceCollection services, X509Certificate2? certificate)
    {
        if (certificate is null) return services;
        return services.ConfigureHttpClientDefaults(http => http.ConfigurePrimaryHttpMessageHandler(() => HandlerTrusting(certificate)));
    }

    /// <summary>Connections that trust one certificate and no other.</summary>
    internal static SocketsHttpHandler HandlerTrusting(X509Certificate2 certificate)
    {
        var thumbprint = certificate.GetCertHashString();
        return new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == thumbprint },
        };
    }
}

/// <summary>Makes the connections of the AWS SDK to a pool of the lake's own.</summary>
/// <param name="certificate">What the pool shows.</param>
internal sealed class TrustingHttpClientFactory(X509Certificate2 certificate) : Amazon.Runtime.HttpClientFactory
{
    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(Amazon.Runtime.IClientConfig clientConfig) =>
        new(LakeCertificate.HandlerTrusting(certificate)) { Timeout = Timeout.InfiniteTimeSpan };
}
