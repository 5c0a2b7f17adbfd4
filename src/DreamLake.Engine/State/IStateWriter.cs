using DreamLake.Protocol;

namespace DreamLake.Engine.State;

/// <summary>Writes one state file: the points at which an upload's state changes.</summary>
internal interface IStateWriter : IDisposable
{
    /// <summary>The state file.</summary>
    string Path { get; }

    /// <summary>Writes the whole document.</summary>
    /// <exception cref="IOException">It could not be written; the document that was there stands as it was.</exception>
    void Save(UploadState state);

    /// <summary>Records one more part.</summary>
    /// <exception cref="IOException">It could not be written; the part counts as not sent.</exception>
    void Add(PartDone part);

    /// <summary>Removes the file: the upload is over.</summary>
    void Delete();
}
