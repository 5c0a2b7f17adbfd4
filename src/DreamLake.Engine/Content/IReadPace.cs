namespace DreamLake.Engine.Content;

/// <summary>How far a file may be read at a moment, and who is told what was.</summary>
internal interface IReadPace
{
    /// <summary>Waits until a part may be read. After the last one it is asked once more.</summary>
    Task BeforeAsync(int partNumber, CancellationToken cancellationToken);

    /// <summary>A part was read.</summary>
    /// <param name="partNumber">Which, 1 being the first.</param>
    /// <param name="digest">Its CRC-32C.</param>
    void Take(int partNumber, uint digest);
}
