using Microsoft.Extensions.Configuration;

namespace DreamLake.Serving.Settings;

/// <summary>Where settings come from: files, then variables, then the command line; the last counts.</summary>
internal static class SettingsFiles
{
    /// <summary>The file that is read where none is named and it is there.</summary>
    public const string Usual = "appsettings.json";

    /// <summary>What a variable's name begins with: <c>DREAMLAKE_LAKE_Bss__Database</c> is <c>Bss:Database</c>.</summary>
    public const string VariablePrefix = "DREAMLAKE_LAKE_";

    /// <summary>Whether variables describe a lake, as in a container that has no file of settings.</summary>
    public static bool AreInVariables => Environment.GetEnvironmentVariable(VariablePrefix + nameof(SharedSettings.KeysFile)) is not null;

    /// <summary>Those of a command line that set nothing, which would else be passed over in silence.</summary>
    /// <param name="arguments">What is no option.</param>
    public static IEnumerable<string> SettingNothing(IReadOnlyList<string> arguments)
    {
        for (var at = 0; at < arguments.Count; at++)
        {
            var argument = arguments[at];
            if (argument.Contains('=')) continue;
            // The name, and the value as the next.
            var isName = argument.StartsWith("--", StringComparison.Ordinal) && argument.Length > 2;
            if (isName && at + 1 < arguments.Count && !arguments[at + 1].StartsWith("--", StringComparison.Ordinal)) at++;
            else yield return argument;
        }
    }

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
            // The innermost tells the line.
            var why = wrong.GetBaseException() is var cause && cause != wrong ? $" {cause.Message}" : "";
            throw new UsageException($"The settings cannot be read: {wrong.Message}{why}");
        }
    }
}
