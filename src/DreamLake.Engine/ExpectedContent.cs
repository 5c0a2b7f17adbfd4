namespace DreamLake.Engine;

/// <summary>The content that a file has to have: that of an upload that was begun, and is to be finished.</summary>
/// <param name="Hash">Its hash, 16 hex digits.</param>
/// <param name="Difference">What of the file is not as it was when it was hashed, in words.</param>
internal sealed record ExpectedContent(string Hash, string Difference)
{
    /// <summary>The error where the file has another content.</summary>
    public UploadException Missing(string path) => new(
        UploadError.FileChanged,
        $"'{path}' is not as it was when the upload '{Hash}' was begun: {Difference}.",
        "The state is kept. Upload the file again by its path: what the lake has of it is found by its content.");
}
