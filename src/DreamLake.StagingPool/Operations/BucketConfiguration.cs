using System.Xml;
using DreamLake.StagingPool.Signing;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Operations;

/// <summary>
/// What S3 answers where a bucket's configuration is asked for that nobody made: the pool has none of these, and tools ask.
/// </summary>
internal static class BucketConfiguration
{
    private static readonly Dictionary<string, (string Code, string Message)> NotFound = new()
    {
        ["encryption"] = ("ServerSideEncryptionConfigurationNotFoundError", "The server side encryption configuration was not found"),
        ["lifecycle"] = ("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"),
        ["object-lock"] = ("ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket"),
        ["ownershipControls"] = ("OwnershipControlsNotFoundError", "The bucket ownership controls were not found"),
        ["policy"] = ("NoSuchBucketPolicy", "The bucket policy does not exist"),
        ["policyStatus"] = ("NoSuchBucketPolicy", "The bucket policy does not exist"),
        ["publicAccessBlock"] = ("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"),
        ["replication"] = ("ReplicationConfigurationNotFoundError", "The replication configuration was not found"),
        ["website"] = ("NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"),
    };

    private static readonly Dictionary<string, string> Empty = new()
    {
        ["accelerate"] = "AccelerateConfiguration",
        ["logging"] = "BucketLoggingStatus",
        ["notification"] = "NotificationConfiguration",
        ["versioning"] = "VersioningConfiguration",
    };

    /// <summary>The operation that answers for a word; null for one that has no such answer.</summary>
    public static S3Operation? Of(string word) =>
        NotFound.TryGetValue(word, out var fault)
            ? (request, _) =>
                throw new S3Exception(StatusCodes.Status404NotFound, fault.Code, fault.Message).With("BucketName", request.Bucket)
            : Empty.TryGetValue(word, out var root) ? (request, _) => XmlResponse.WriteAsync(request.Http, root, _ => { })
            : word == "requestPayment" ? (request, _) =>
                XmlResponse.WriteAsync(request.Http, "RequestPaymentConfiguration", xml => xml.Element("Payer", "BucketOwner"))
            : null;

    /// <summary>GetBucketAcl, GetObjectAcl: the pool has one owner, who may do everything.</summary>
    public static Task GetAclAsync(S3Request request, AuthenticatedBody body) =>
        XmlResponse.WriteAsync(request.Http, "AccessControlPolicy", xml =>
    {
        xml.Owner("Owner");
        xml.WriteStartElement("AccessControlList");
        xml.WriteStartElement("Grant");
        WriteGrantee(xml);
        xml.Element("Permission", "FULL_CONTROL");
        xml.WriteEndElement();
        xml.WriteEndElement();
    });

    /// <summary>
    /// PutBucketAcl, PutObjectAcl: what is so anyway is a success, and anything else is refused as S3 does where ACLs are off.
    /// </summary>
    public static async Task PutAclAsync(S3Request request, AuthenticatedBody body)
    {
        var isSo = request.Header("x-amz-acl") is { Length: > 0 } canned
            ? canned is "private" or "bucket-owner-full-control"
            : await GivesOwnerAloneAsync(request, body);
        if (!isSo)
            throw new S3Exception(StatusCodes.Status400BadRequest, "AccessControlListNotSupported", "The bucket does not allow ACLs");
    }

    // Some tools put back what they were given.
    private static async Task<bool> GivesOwnerAloneAsync(S3Request request, AuthenticatedBody body)
    {
        var policy = await XmlBody.ReadAsync(request, body, "AccessControlPolicy");
        return policy.Children("AccessControlList")
            .SelectMany(l => l.Children("Grant")).SelectMany(g => g.Children("Grantee")).All(g => g.Text("ID") == XmlResponse.OwnerId);
    }

    private static void WriteGrantee(XmlWriter xml)
    {
        const string Instance = "http://www.w3.org/2001/XMLSchema-instance";
        xml.WriteStartElement("Grantee");
        xml.WriteAttributeString("xmlns", "xsi", ns: null, Instance);
        xml.WriteAttributeString("type", Instance, "CanonicalUser");
        xml.Element("ID", XmlResponse.OwnerId);
        xml.Element("DisplayName", XmlResponse.OwnerId);
        xml.WriteEndElement();
    }
}
