using DreamLake.StagingPool.Tests;

if (args is [ChildPool.Argument, var folder])
{
    await using var pool = await PoolServer.StartAsync(folder);
    Console.WriteLine(pool.Address);
    await Task.Delay(Timeout.Infinite);
    return 0;
}

return args.Any(a => a is "--server" or "--internal-msbuild-node")
    ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
