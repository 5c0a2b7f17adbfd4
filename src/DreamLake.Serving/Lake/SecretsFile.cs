using System.Text.Json;
using DreamLake.Disk;
using DreamLake.Hosting;

namespace DreamLake.Serving.Lake;

/// <summary>The file that holds a lake's secrets, readable by its owner alone.</summary>
/// <param name="path">The file.</param>
/// <param name="documents">Writes it, whole.</param>
internal sealed class SecretsFile(string path, DurableFiles documents)
{
    /// <summary>A file of this machine that lies in no lake's folder.</summary>
    public static SecretsFile At(string path) => new(path, new DurableFiles(new LocalDisk(), TimeProvider.System));

    /// <summary>Makes new ones.</summary>
    /// <exception cref="UsageException">They cannot be written.</exception>
    public LakeSecrets Create()
    {
        var keys = LakeKeys.Create();
        var (access, secret) = LakeSecrets.NewPoolKey();
        var secrets = new LakeSecrets(keys.TokenSecret, keys.UrlKey, access, secret);
        Write(secrets);
        return secrets;
    }

    /// <summary>Puts others in their place.</summary>
    /// <exception cref="UsageException">They cannot be written; those that were there stay.</exception>
    public void Write(LakeSecrets secrets)
    {
        try
        {
            documents.Replace(path, path + ".tmp", stream => JsonSerializer.Serialize(stream, secrets, LakeJson.Default.LakeSecrets));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The lake's secrets cannot be written to '{path}': {fault.Message}", ExitCode.NoLake);
        }
    }

    /// <summary>Those that are there; null without the file.</summary>
    /// <exception cref="UsageException">
    /// The file is damaged: tokens and signed addresses that were given out cannot be checked without it.
    /// </exception>
    public LakeSecrets? Read()
    {
        if (!File.Exists(path)) return null;
        try
        {
            if (JsonSerializer.Deserialize(File.ReadAllBytes(path), LakeJson.Default.LakeSecrets) is { AreWhole: true } secrets)
            {
                return secrets;
            }
        }
        catch (JsonException)
        {
            // Said below.
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' cannot be read: {fault.Message}", ExitCode.NoLake);
        }

        throw new UsageException(
            $"'{path}' is damaged. Put it back from a copy, or remove it: then tokens that were given out are void, and all that is " +
            "stored stays.",
            ExitCode.NoLake);
    }
}
