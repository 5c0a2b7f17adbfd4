using DreamLake.Engine;
using DreamLake.Engine.Tests.Lake;
using DreamLake.Faults.Tests.Misbehaving;
using DreamLake.Testing;
using Xunit;

namespace DreamLake.Faults.Tests;

/// <summary>
/// Each fault at each step that the wire sees, alone: met once, and met for ever. This is the table of docs/resilience.md.
/// </summary>
/// <remarks>At a team's lake those that are met for ever, which wait for minutes, are for <c>DREAMLAKE_TEST_FULL=1</c>.</remarks>
public sealed class MatrixTests
{
    private static bool HasTime => !TeamsLake.IsAsked || TestSize.IsFull;

    // Two letters a step, for once and for ever: h heals by itself, u goes through unharmed, p pauses with its state kept, s stops; -- is
    // no fault of that step. f: a lake that forgets what is complete answers the next Complete with 404, which is understood, and heals it;
    // ours answers it again as before, which pauses.
    [Theory]
    //                                  parts-done init sign put complete media asset lambda
    [InlineData("return-503-after-256K",     "hp hp hp hp hp hp hp hp")]
    [InlineData("return-500-after-0K",       "hp hp hp hp hp hp hp hp")]
    [InlineData("return-429-after-0K",       "hp hp hp hp hp hp hp hp")]
    [InlineData("return-403-after-0K",       "ss ss ss ss ss ss ss uu")]
    [InlineData("return-401-after-0K",       "pp pp pp -- pp pp pp uu")]
    [InlineData("return-404-after-0K",       "hh ss ss hp hp hp ss uu")]
    [InlineData("return-409-after-0K",       "ss ss ss -- ss ss ss uu")]
    [InlineData("return-422-after-0K",       "ss ss ss -- ss ss ss uu")]
    [InlineData("stall-for-30s-after-256K",  "hp hp hp hp hp hp hp hp")]
    [InlineData("reset-after-256K",          "hp hp hp hp hp hp hp hp")]
    [InlineData("half-close-after-0K",       "hp hp hp hp hp hp hp hp")]
    [InlineData("close-before-answer",       "hp hp hp hp hp hp hp hp")]
    [InlineData("200-with-error",            "hh hp hp hp hp hp hp uu")]
    [InlineData("200-without-etag",          "-- -- -- hp -- -- -- --")]
    [InlineData("truncate-json",             "hp hp hp -- hf hp hp uu")]
    [InlineData("wrong-json",                "hh hp hp -- hh hp hp uu")]
    [InlineData("redirect",                  "pp pp pp pp pp pp pp pp")]
    [InlineData("captive-portal",            "pp pp pp pp pp pp pp pp")]
    [InlineData("expire-urls-after-2s",      "-- -- -- hs -- -- -- --")]
    [InlineData("skew-clock-20m",            "uu uu uu hs uu uu uu uu")]
    [InlineData("damage-bytes",              "-- -- -- hs -- -- -- --")]
    [InlineData("slow-1M/s",                 "uu uu uu uu uu uu uu uu")]
    public async Task Alone_it(string name, string endings)
    {
        var cells = endings.Split(' ').SelectMany((pair, step) => new[]
        {
            (Ending: pair[0], Fault: new Fault(name, (Place)step, 1)),
            (Ending: pair[1], Fault: new Fault(name, (Place)step, Fault.Always)),
        });
        // They wait more than they work.
        var together = new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(
            cells.Where(cell => cell.Ending != '-' && (cell.Fault.Times == 1 || HasTime)),
            together,
            async (cell, _) => await EndsAsync(cell.Fault, cell.Ending));
    }

    private static async Task EndsAsync(Fault fault, char ending)
    {
        await using var lake = await MisbehavingLake.StartAsync(fault);
        var path = lake.File(300 * 1024);
        if (fault.Place == Place.PartsDone) await lake.BeginAsync(path);

        var result = await lake.UploadAsync(path);
        lake.AssertConsumed();
        if (ending == 'f') ending = TeamsLake.IsAsked ? 'p' : 'h';
        var expected = ending switch { 'p' => UploadOutcome.Paused, 's' => UploadOutcome.Failed, _ => UploadOutcome.Stored };
        Assert.True(expected == result.Outcome, $"{fault}: {result.Outcome}, {result.Error?.Message}");
        if (ending is 'p' or 's')
        {
            if (fault.Place != Place.Init) Assert.True(lake.StateFiles.Length == 1, $"{fault}: no state is kept");
            lake.Misbehaviour.End();
            result = await lake.UploadAsync(path);
        }

        await lake.AssertStoredAsync(result, path);
    }
}
