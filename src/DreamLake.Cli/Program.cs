using DreamLake.Cli.Commands;

return await CommandLine.RunAsync(args);
