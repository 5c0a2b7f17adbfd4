using System.Globalization;
using DreamLake.Lake;
using Microsoft.Data.Sqlite;

// DreamLake.Lake [presigning | parts-done | puts | splits | complete | verification | page | all] [RUNS] [FOLDER]:
// what the lake's side of an upload costs, and a look at it; five runs unless told.
// FOLDER is on the disk that is measured: a folder is made in it, needs 12 GiB, and goes again.
if (FreshLake.IsMeantBy(args))
{
    await FreshLake.CallAsync(args);
    return 0;
}

var what = args.ElementAtOrDefault(0) ?? "all";
var runs = int.Parse(args.ElementAtOrDefault(1) ?? "5", CultureInfo.InvariantCulture);
var folder = Path.Combine(args.ElementAtOrDefault(2) ?? Path.GetTempPath(), "dreamlake-bench-" + Guid.NewGuid().ToString("n"));
Directory.CreateDirectory(folder);
try
{
    Figures.WriteHeader();
    if (what is "presigning" or "all") await Presigning.MeasureAsync(folder, runs);
    if (what is "parts-done" or "all") await PartsDone.MeasureAsync(folder, runs);
    if (what is "puts" or "all") await PoolPuts.MeasureAsync(folder, runs);
    if (what is "splits" or "all") await Splits.MeasureAsync(folder, runs);
    if (what is "complete" or "all") await CompleteCost.MeasureAsync(folder, runs);
    if (what is "verification" or "all") await Verification.MeasureAsync(folder, runs);
    if (what is "page" or "all") await PageViews.MeasureAsync(folder, runs);
    return 0;
}
finally
{
    SqliteConnection.ClearAllPools();
    Directory.Delete(folder, recursive: true);
}
