using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using DreamLake.Processes.Report;
using DreamLake.Processes.Timing;

namespace DreamLake.Processes.Subjects;

/// <summary>One file of 1 GiB on its way back, beside its ranges by <c>curl</c> and its hash, and the S3 tools.</summary>
internal sealed class ReceivedFile(Workbench bench, int rounds) : Subject(bench, rounds)
{
    private const long Size = 1L << 30;

    /// <inheritdoc/>
    public override string Name => "received";

    /// <inheritdoc/>
    public override Section Measure()
    {
        var file = Bench.RandomFile("one.mp4", Size);
        using var lake = new ServedLake(Bench);
        Run(Ours.UploadToLake(file, lake, "--wait verified"));
        var folder = Path.Combine(Bench.Home, "received");
        var address = AddressIn(lake);
        // The pool's addresses are path style: bucket and key.
        var (place, target) = (address.AbsolutePath.TrimStart('/'), Path.Combine(Bench.Home, "fetched"));
        var (commands, costs) = Race(
            Ours.Download(lake, folder), Others.CurlRanges(address, Size, Path.Combine(Bench.Home, "ranges")), Others.Hash(file),
            Others.AwsFetch(lake.Pool, place, target), Others.RcloneFetch(lake.Pool, place, target));
        Workbench.Remove(folder);
        Workbench.Remove(target);
        return new Section(
            "One file of 1 GiB, received",
            "From a lake that `dreamlake serve` runs on the same machine and disk. `dreamlake download` has the file's name given only once its "
            + "whole SHA-256 is the lake's; `curl` takes the same bytes in four ranges and checks nothing, `openssl` hashes afterwards. "
            + "`aws` and `rclone` read the same object of the lake's own staging pool, with a key of `dreamlake pool-credentials`; "
            + "neither hashes an object that was put in parts.",
            commands,
            costs,
            [
                .. Wall("wall, to curl and openssl", 1.1, costs, "four curl -r", "openssl dgst -sha256"),
                .. Wall("wall, to `aws s3 cp`", 1, costs, "aws s3 cp"),
                .. Wall("wall, to `rclone copyto`", 1, costs, "rclone copyto"),
            ]);
    }

    private static IEnumerable<Bar> Wall(string what, double limit, IReadOnlyList<Costs> costs, params string[] theirs) =>
        Ratio(what, limit, costs, one => one.Wall.Median, "dreamlake download", theirs);

    // A presigned address, which curl needs no token for.
    private static Uri AddressIn(ServedLake lake)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", lake.Environment["DREAMLAKE_API_KEY"]);
        var server = lake.Environment["DREAMLAKE_REMOTE"];
        var listed = JsonDocument.Parse(http.GetStringAsync(new Uri($"{server}/episodes?namespace=bench")).GetAwaiter().GetResult());
        var space = listed.RootElement[0].GetProperty("space").GetString();
        var place = $"namespace=bench&space={space}&episode=run&path=/one.mp4";
        var answer = http.GetStringAsync(new Uri($"{server}/assets/video/download?{place}")).GetAwaiter().GetResult();
        return new Uri(JsonDocument.Parse(answer).RootElement.GetProperty("url").GetString()!);
    }

    private static void Run(Command command)
    {
        var start = new ProcessStartInfo(command.Program, command.Arguments);
        foreach (var (name, value) in command.Environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{command.Name} ended with {process.ExitCode}.");
    }
}
