namespace DreamLake.Lake;

/// <summary>The measured times of one thing, as a row of the table.</summary>
internal sealed class Figures(string what)
{
    private readonly List<double> _seconds = [];

    /// <summary>The one in the middle; of an even number, between the two there.</summary>
    public double Median => (Sorted[(_seconds.Count - 1) / 2] + Sorted[_seconds.Count / 2]) / 2;

    private double[] Sorted => [.. _seconds.Order()];

    public static void WriteHeader()
    {
        Console.WriteLine("| What | Median | Min – max | |");
        Console.WriteLine("|---|---|---|---|");
    }

    public void Add(double seconds) => _seconds.Add(seconds);

    /// <summary>The row, with a remark: a throughput, a ratio.</summary>
    public void Write(string remark = "") =>
        Console.WriteLine($"| {what} | {Median:0.000} s | {_seconds.Min():0.000} – {_seconds.Max():0.000} s | {remark} |");

    /// <summary>How fast another was beside this one, pair by pair as they ran: the median and the spread.</summary>
    public string SpeedBeside(Figures other)
    {
        double[] ratios = [.. _seconds.Zip(other._seconds, (mine, theirs) => theirs / mine).Order()];
        return $"{other.Median / Median:0.00} × as fast by medians; run by run {ratios[0]:0.00} – {ratios[^1]:0.00}";
    }
}
