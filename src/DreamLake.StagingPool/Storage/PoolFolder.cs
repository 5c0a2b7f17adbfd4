using DreamLake.Disk;

namespace DreamLake.StagingPool.Storage;

/// <summary>The pool's folder: what lies where.</summary>
/// <remarks>
/// <code>
/// {folder}/{bucket}/settings.json               what somebody configured of the bucket
/// {folder}/{bucket}/objects/{key}.object        a manifest: what an object is, and the part files that it consists of
/// {folder}/{bucket}/uploads/{id}.json           a multipart upload that is under way
/// {folder}/{bucket}/content/{id}/…              the part files of an object or an upload; they never move from here
/// {folder}/.processes/{process}/                what a running process has not finished; swept when the process is gone
/// {folder}/.locks/{process}.lock                held for as long as that process lives
/// </code>
/// </remarks>
/// <param name="root">The folder of everything.</param>
/// <param name="files">The disk, and what is done there alike.</param>
/// <param name="time">The clock, for how long another process's hold on a lock is waited out.</param>
internal sealed class PoolFolder(string root, PoolFiles files, TimeProvider time)
{
    /// <summary>The folder of everything, as a full path.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>The documents and folders in it.</summary>
    public PoolFiles Files => files;

    /// <summary>Where running processes keep what is not finished.</summary>
    public string Processes => Path.Combine(Root, ".processes");

    /// <summary>The locks by which running processes are told from ended ones, each of the name of its process's folder.</summary>
    public LockFolder Locks { get; } = new(files.Disk, Path.Combine(Path.GetFullPath(root), ".locks"), ".lock", time);

    /// <summary>What one process has not finished.</summary>
    public string Process(string name) => Path.Combine(Processes, name);

    public string Bucket(string bucket) => Path.Combine(Root, LevelName.Encode(bucket));

    public string Settings(string bucket) => Path.Combine(Bucket(bucket), "settings.json");

    public string Objects(string bucket) => Path.Combine(Bucket(bucket), "objects");

    public string Manifest(string bucket, string key) => Path.Combine(Objects(bucket), KeyPath.Of(key));

    public string Uploads(string bucket) => Path.Combine(Bucket(bucket), "uploads");

    public string Upload(string bucket, string id) => Path.Combine(Uploads(bucket), $"{id}.json");

    public string Content(ContentAddress content) => Path.Combine(Bucket(content.Bucket), "content", content.Id);
}
