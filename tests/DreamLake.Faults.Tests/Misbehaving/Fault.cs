using System.Globalization;
using System.Text.RegularExpressions;

namespace DreamLake.Faults.Tests.Misbehaving;

/// <summary>A fault by its name, such as <c>return-503-after-256K</c>, at a place, so many times.</summary>
public sealed partial class Fault
{
    /// <summary>As often as the place is passed.</summary>
    public const int Always = int.MaxValue;

    private int _met;

    public Fault(string name, Place place, int times)
    {
        (Name, Place, Times) = (name, place, times);
        var match = Form().Match(name);
        if (!match.Success) throw new ArgumentException($"'{name}' is no fault.", nameof(name));
        Kind = match.Groups["kind"].Value;
        Status = match.Groups["status"].Success ? int.Parse(match.Groups["status"].Value, CultureInfo.InvariantCulture) : 0;
        Time = TimeSpan.FromSeconds(Number(match.Groups["seconds"].Value) + (60 * Number(match.Groups["minutes"].Value)));
        Bytes = (int)(Number(match.Groups["bytes"].Value) * match.Groups["unit"].Value switch { "K" => 1024, "M" => 1024 * 1024, _ => 1 });
    }

    public string Name { get; }

    public Place Place { get; }

    /// <summary>How often it was asked for.</summary>
    public int Times { get; }

    /// <summary>How often it was met.</summary>
    public int Met => _met;

    public bool IsConsumed => Times == Always ? Met > 0 : Met == Times;

    public string Kind { get; }

    public int Status { get; }

    public TimeSpan Time { get; }

    /// <summary>After how many bytes, or how many bytes a second.</summary>
    public int Bytes { get; }

    /// <summary>Takes one of its times; false where none is left.</summary>
    public bool TryMeet()
    {
        if (_met >= Times) return false;
        _met++;
        return true;
    }

    public override string ToString() => $"{Name} at {Place} {(Times == Always ? "always" : $"{Times} ×")} (met {Met} ×)";

    private static double Number(string text) => text.Length == 0 ? 0 : double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?:
        (?<kind>return)-(?<status>\d{3})-after-(?<bytes>\d+)(?<unit>[KM])
        |(?<kind>stall)-for-(?<seconds>\d+)s-after-(?<bytes>\d+)(?<unit>[KM])
        |(?<kind>reset|half-close)-after-(?<bytes>\d+)(?<unit>[KM])
        |(?<kind>expire-urls)-after-(?<seconds>\d+)s
        |(?<kind>skew-clock)-(?<minutes>\d+)m
        |(?<kind>slow)-(?<bytes>\d+)(?<unit>[KM])/s
        |(?<kind>200-with-error|200-without-etag|truncate-json|wrong-json|close-before-answer|redirect|captive-portal|damage-bytes)
        )$", RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
