using DreamLake.Engine;
using DreamLake.Engine.Tests.Lake;
using DreamLake.Faults.Tests.Misbehaving;
using DreamLake.Testing;
using Xunit;

namespace DreamLake.Faults.Tests;

/// <summary>Several faults at once, in random schedules that are the same in every run.</summary>
public sealed class ScheduleTests
{
    private static readonly int Seed = TestSize.Seed(20260131);
    private static readonly int Schedules = TestSize.Cases(200);

    private static readonly string[] Anywhere =
    [
        "return-503-after-256K", "return-500-after-0K", "reset-after-256K", "reset-after-0K", "half-close-after-0K", "close-before-answer", "redirect", "captive-portal", "return-401-after-0K",
    ];

    private static readonly string[] AtS3 =
    [
        "return-503-after-256K", "return-400-after-1M", "reset-after-5M", "reset-after-0K", "close-before-answer", "200-with-error", "200-without-etag",
        "expire-urls-after-2s", "skew-clock-20m", "damage-bytes", "redirect", "captive-portal", "return-404-after-0K", "return-403-after-0K",
    ];

    // Those that let a request through are met last: what comes after them at their place would wait for a request that never comes.
    private static readonly (string Name, Place Place)[] Last =
        [("slow-20M/s", Place.Lambda), ("skew-clock-20m", Place.Lambda), ("close-before-answer", Place.Complete)];

    [Fact]
    public async Task Every_upload_ends_stored_or_is_paused_and_ended_by_a_later_run() =>
        await Parallel.ForEachAsync(Enumerable.Range(0, Schedules), new ParallelOptions
        {
            MaxDegreeOfParallelism = 6,
            CancellationToken = TestContext.Current.CancellationToken,
        }, async (number, _) =>
        {
            try
            {
                await RunAsync(new Random(Seed + number));
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                Assert.Fail($"DREAMLAKE_TEST_SEED={Seed + number} replays it: {fault}");
            }
        });

    private static async Task RunAsync(Random random)
    {
        var faults = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Any(random)).ToList();
        if (random.Next(3) == 0 && Last[random.Next(Last.Length)] is var (name, place)) faults.Add(new Fault(name, place, 1));
        await using var lake = await MisbehavingLake.StartAsync([.. faults]);
        var path = lake.File(random.Next(6) == 0 ? (11 * Scene.MiB) + random.Next(1000) : random.Next(0, 400 * 1024));

        // Each fault can end one run at the most.
        UploadResult result;
        var runs = 0;
        do
        {
            result = await lake.UploadAsync(path);
            runs++;
        }
        while (result.Outcome != UploadOutcome.Stored && runs <= faults.Sum(fault => fault.Times));
        await lake.AssertStoredAsync(result, path);
        lake.AssertConsumed();
    }

    private static Fault Any(Random random)
    {
        // Parts-done is asked only by runs that resume: which those are, the other faults decide.
        var place = (Place)random.Next((int)Place.Init, (int)Place.Lambda + 1);
        var names = place == Place.Put ? AtS3 : Anywhere;
        var name = names[random.Next(names.Length)];
        // A Lambda that refuses is a warning, and nobody asks it again; nor is an upload completed twice.
        if ((place, name) is (Place.Lambda, "return-401-after-0K") or (Place.Complete, "close-before-answer")) name = "reset-after-0K";
        return new Fault(name, place, random.Next(1, 3));
    }
}
