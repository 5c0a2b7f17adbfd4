using Microsoft.Extensions.Configuration;

namespace DreamLake.Serving.Settings;

/// <summary>Where settings come from: files, then variables, then the command line; the last counts.</summary>
internal static class SettingsFiles
{
    /// <summary>The file that is read where none is named and it is there.</summary>
    public const string Usual = "appsettings.json";

    /// <summary>What a variable's name begins with: <c>DREAMLAKE_LAKE_Bss__Database</c> is <c>Bss:Database</c>.</summary>
    public const string VariablePrefix = "DREAMLAKE_LAKE_";

    /// <summary>Reads them.</summary>
    /// <param name="files">JSON files, as they were named.</param>
    /// <param name="arguments"><c>--Section:Name=value</c>, of the command line.</param>
    /// <exception cref="UsageException">A file is not there, or cannot be read.</exception>
    public static IConfigurationRoot Read(IReadOnlyList<string> files, IEnumerable<string> arguments)
    {
        var builder = new ConfigurationBuilder();
        foreach (var file in files)
        {
            if (!File.Exists(file)) throw new UsageException($"There is no file of settings '{file}'.");
            builder.AddJsonFile(Path.GetFullPath(file), optional: false);
        }

        if (files.Count == 0) builder.AddJsonFile(Path.GetFullPath(Usual), optional: true);
        try
        {
            return builder.AddEnvironmentVariables(VariablePrefix).AddCommandLine([.. arguments]).Build();
        }
        catch (Exception wrong) when (wrong is InvalidDataException or FormatException)
        {
            throw new UsageException($"The settings cannot be read: {wrong.Message} {wrong.InnerException?.Message}".TrimEnd());
        }
    }
}
