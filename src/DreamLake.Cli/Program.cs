using DreamLake.Cli;
using DreamLake.Protocol;

// A lake on this machine is reached directly, whatever proxy stands before the rest of the world.
HttpClient.DefaultProxy = new LoopbackBypass(HttpClient.DefaultProxy);

return await CommandLine.RunAsync(args);
