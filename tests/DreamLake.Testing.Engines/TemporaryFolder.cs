namespace DreamLake.Testing.Engines;

/// <summary>The folders in which engines write.</summary>
internal static class TemporaryFolder
{
    /// <summary>
    /// Removes a folder whose server is gone. Its children may take a moment longer and write into it while it is being removed.
    /// </summary>
    public static async Task RemoveAsync(string folder)
    {
        for (var attempt = 1; Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (attempt < 50)
            {
                await Task.Delay(100);
            }
        }
    }
}
