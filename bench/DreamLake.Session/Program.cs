using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DreamLake.Session;

// PowerShell's own engine with as little of a shell around it as can be: runs a script, draws its progress, writes what comes out.
// The exit status is 0 where the script ran without an error.
using var runspace = RunspaceFactory.CreateRunspace(new DrawingHost(), InitialSessionState.CreateDefault2());
runspace.Open();
using var shell = PowerShell.Create(runspace);
foreach (var result in shell.AddScript(args[0]).Invoke()) Console.WriteLine(result);
foreach (var error in shell.Streams.Error) Console.Error.WriteLine(error);
return shell.HadErrors ? 1 : 0;
