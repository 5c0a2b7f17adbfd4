using System.Globalization;
using DreamLake.Faults.Tests.Misbehaving;
using DreamLake.Soak;
using Microsoft.Data.Sqlite;

// DreamLake.Soak [SECONDS] [SEED]: uploads to the embedded lake in bad weather for so long (default 60 s).
// DreamLake.Soak ten [MIB]:        ten uploads at once of so many MiB each (default 1024), 1 % of all calls failing.
// DreamLake.Soak lake:             the lake that these ten go to, in a process of its own.
// Ends with 0 where nothing was lost.
if (args is ["lake"])
{
    await using var discarding = await DiscardingLake.StartAsync(new Weather(share: 0.01, seed: 1));
    Console.WriteLine(discarding.Address);
    await Task.Delay(Timeout.Infinite);
}

var folder = Directory.CreateTempSubdirectory("dreamlake-soak-").FullName;
try
{
    if (args is ["ten", ..]) return await new TenAtOnce(folder, Number(1, 1024) * 1024 * 1024).RunAsync() ? 0 : 1;

    var seed = (int)Number(1, 20260131);
    var weather = new Weather(share: 0.05, seed);
    await using var lake = await RealLake.StartAsync(folder, weather);
    var soak = new Soaking(lake, folder, seed);
    await soak.RunAsync(TimeSpan.FromSeconds(Number(0, 60)));
    Console.WriteLine($"{soak.Stored} files ({soak.Bytes / 1024 / 1024} MiB) stored and read back in {soak.Runs} runs, seed {seed}; faults met: {string.Join(", ", weather.Met.OrderBy(met => met.Key).Select(met => $"{met.Value} × {met.Key}"))}");
    return 0;
}
catch (InvalidOperationException fault)
{
    Console.Error.WriteLine($"The soak failed: {fault.Message}");
    return 1;
}
finally
{
    SqliteConnection.ClearAllPools();
    Directory.Delete(folder, recursive: true);
}

long Number(int at, long otherwise) => args.Length > at ? long.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
