using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace DreamLake.Serving.Settings;

/// <summary>Reads sections of a configuration into records, and keeps a line for each fault: a person mends them all at once.</summary>
/// <param name="configuration">The configuration.</param>
/// <param name="faults">Takes the lines.</param>
internal sealed class SettingsReader(IConfiguration configuration, ICollection<string> faults)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A section as a record; what is not set keeps its default.</summary>
    /// <param name="section">The section's name; empty for what stands at the top.</param>
    public T Read<T>(string section) where T : class => (T)Read(typeof(T), section);

    /// <summary>Tells of each setting that no section knows: a slip of the hand would else leave a default in force.</summary>
    public void RefuseUnknown()
    {
        foreach (var (key, value) in configuration.AsEnumerable())
        {
            if (value is null || _known.Contains(key) || _known.Contains(ListOf(key))) continue;
            faults.Add($"{key} is no setting.");
        }
    }

    private object Read(Type type, string section)
    {
        // What a record requires is asked for by the role that needs it, with a line of its own.
        var record = Activator.CreateInstance(type)!;
        foreach (var property in SettingsTable.PropertiesOf(type))
        {
            var key = section.Length == 0 ? property.Name : $"{section}:{property.Name}";
            if (SettingsTable.IsSection(property.PropertyType)) property.SetValue(record, Read(property.PropertyType, key));
            else if (Value(key, property) is { } value) property.SetValue(record, value);
        }

        return record;
    }

    private object? Value(string key, PropertyInfo property)
    {
        _known.Add(key);
        if (property.PropertyType == typeof(IReadOnlyList<string>)) return List(key);
        if (configuration[key] is not { Length: > 0 } text) return null;
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        try
        {
            var value = Parse(type, text);
            if (SettingsTable.RangeFault(property, value) is not { } fault) return value;
            faults.Add($"{key} is '{text}': {fault}");
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            faults.Add($"{key} is '{text}', which is no {SettingsTable.WordFor(type)}.");
        }

        return null;
    }

    private static object Parse(Type type, string text)
    {
        if (type != typeof(Uri)) return TypeDescriptor.GetConverter(type).ConvertFromString(null, CultureInfo.InvariantCulture, text)!;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            && address.UserInfo.Length == 0 && address.PathAndQuery == "/"
            ? address
            : throw new FormatException();
    }

    /// <summary>As one value with commas, or as <c>…:0</c>, <c>…:1</c>.</summary>
    private string[]? List(string key)
    {
        var items = configuration[key] is { Length: > 0 } text
            ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [.. configuration.GetSection(key).GetChildren().Select(child => child.Value).OfType<string>()];
        return items.Length > 0 ? items : null;
    }

    private static string ListOf(string key) =>
        key.LastIndexOf(':') is > 0 and var colon && int.TryParse(key.AsSpan(colon + 1), out _) ? key[..colon] : key;
}
