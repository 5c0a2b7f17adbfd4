using DreamLake.Presentation.Folders;

namespace DreamLake.PowerShell.Uploading;

/// <summary>Takes in what comes of files before they are uploaded: of a run its summary does, of a preview its plan.</summary>
internal interface IRunTally
{
    /// <summary>Whether what is left out is an object of the run's, too: a preview has none.</summary>
    bool TakesObjects { get; }

    /// <summary>Takes in what is left out.</summary>
    void Count(LeftOut left);

    /// <summary>Takes in a file that cannot be uploaded.</summary>
    /// <param name="reason">The word for its cause.</param>
    void CountFailed(string reason);
}
