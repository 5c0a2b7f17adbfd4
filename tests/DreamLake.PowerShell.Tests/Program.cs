using DreamLake.PowerShell.Tests;
using DreamLake.PowerShell.Tests.Hosting;

if (args is [ChildSession.Argument, var script]) return ChildSession.Run(script);

return args.Any(a => a is "--server" or "--internal-msbuild-node")
    ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
