using System.Collections;
using System.Globalization;
using System.Reflection;
using DreamLake.Bss;
using DreamLake.Hosting.Audit;
using DreamLake.Lambda;
using DreamLake.Page;
using DreamLake.Server;

namespace DreamLake.Serving.Settings;

/// <summary>Every setting that a lake's process knows, with its default: what docs/deploy.md lists.</summary>
internal static class SettingsTable
{
    /// <summary>The sections in the order in which they are told.</summary>
    public static IReadOnlyList<(string Name, Type Record)> Sections { get; } =
    [
        ("", typeof(SharedSettings)), ("Listen", typeof(ListenSettings)), ("S3", typeof(S3Settings)), ("Pool", typeof(PoolSettings)),
        ("Bss", typeof(BssOptions)), ("Server", typeof(ServerOptions)), ("Lambda", typeof(LambdaOptions)),
        ("Audit", typeof(AuditOptions)), ("Metrics", typeof(MetricsSettings)), ("Otlp", typeof(OtlpSettings)),
        ("Oidc", typeof(OidcOptions)),
    ];

    /// <summary>All settings: the key, and the default as it is written; null where there is none.</summary>
    public static IEnumerable<(string Key, string? Default)> All() =>
        Sections.SelectMany(section => Of(section.Name, Activator.CreateInstance(section.Record)!));

    /// <summary>What of a record is a setting: what can be set from outside, and is not said elsewhere.</summary>
    public static IEnumerable<PropertyInfo> PropertiesOf(Type record) => record
        .GetProperties(BindingFlags.Instance | BindingFlags.Public)
        // The bucket is one for BSS and the Lambda, and is the S3's; what the S3 can do it is asked itself.
        .Where(property => property.SetMethod is { IsPublic: true }
            && !(property.Name == nameof(BssOptions.Bucket) && record != typeof(S3Settings))
            && !(record == typeof(BssOptions) && property.Name is nameof(BssOptions.OffersDigests)
                or nameof(BssOptions.SweepsAbandonedUploads)));

    /// <summary>Whether a type holds settings of its own.</summary>
    public static bool IsSection(Type type) => type == typeof(SplitLimits);

    /// <summary>What a type is called in an error.</summary>
    public static string WordFor(Type type) =>
        type == typeof(Uri) ? "address like http://localhost:10234"
        : type == typeof(TimeSpan) ? "time like 00:00:30 or 7.00:00:00"
        : type == typeof(bool) ? "true or false"
        : type == typeof(double) ? "number"
        : "whole number";

    /// <summary>What is wrong with a value; null where nothing is.</summary>
    public static string? RangeFault(PropertyInfo property, object value) => value switch
    {
        TimeSpan span when span < TimeSpan.Zero || (span == TimeSpan.Zero && !MayBeNothing(property)) =>
            "a time has to be longer than nothing.",
        IConvertible number and (int or long or double) when number.ToDouble(CultureInfo.InvariantCulture) < 0 =>
            "a number has to be 0 or more.",
        _ => null,
    };

    private static IEnumerable<(string Key, string? Default)> Of(string section, object record)
    {
        foreach (var property in PropertiesOf(record.GetType()))
        {
            var key = section.Length == 0 ? property.Name : $"{section}:{property.Name}";
            if (IsSection(property.PropertyType))
            {
                foreach (var inner in Of(key, property.GetValue(record)!)) yield return inner;
            }
            else
            {
                yield return (key, DependsOnMachine(property) ? null : Text(property.GetValue(record)));
            }
        }
    }

    // No time at all says: never, or at once.
    private static bool MayBeNothing(PropertyInfo property) =>
        property.Name is nameof(BssOptions.ScrubInterval) or nameof(ServerOptions.TrashLifetime);

    private static bool DependsOnMachine(PropertyInfo property) =>
        property.Name is nameof(LambdaOptions.Workers) or nameof(LambdaOptions.MaxRunningPerOwner);

    private static string? Text(object? value) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        Uri address => address.AbsoluteUri.TrimEnd('/'),
        IEnumerable and not string => null,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
