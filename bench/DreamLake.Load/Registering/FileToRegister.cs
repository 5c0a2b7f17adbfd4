using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;

namespace DreamLake.Load.Registering;

/// <summary>A file of a folder that is uploaded, as our client knows it: its bytes, their digests, and its name.</summary>
internal sealed class FileToRegister
{
    private FileToRegister(string name, byte[] content)
    {
        (Name, Content) = (name, content);
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        var crc = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, content));
        Checksum = Convert.ToBase64String(crc);
    }

    public string Name { get; }

    public byte[] Content { get; }

    public string Sha256 { get; }

    public string Checksum { get; }

    public string UploadId { get; set; } = "";

    public string Key { get; set; } = "";

    public string? Address { get; set; }

    public string? Etag { get; set; }

    public string MediumId { get; set; } = "";

    public string? LambdaUrl { get; set; }

    /// <summary>Some files with bytes that nobody has.</summary>
    public static IReadOnlyList<FileToRegister> Make(int count, int size, string extension) => [.. Enumerable.Range(0, count).Select(
        _ => new FileToRegister($"/camera/front/{Guid.NewGuid():N}{extension}", RandomNumberGenerator.GetBytes(size)))];
}
