using System.CommandLine;
using DreamLake.Cli.Lake;
using DreamLake.Engine;
using DreamLake.Presentation;

namespace DreamLake.Cli.Commands;

/// <summary>What can be said on the command line of every verb that uploads: how a run goes, and what is shown of it.</summary>
internal sealed class RunArguments
{
    private readonly Option<string?> _wait = new("--wait")
    {
        Description = "Wait until the lake has read each file back and its SHA-256 is right (verified), or can be streamed (ready).",
        HelpName = "verified|ready",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object for each file to standard output." };

    private readonly Option<string?> _limitRate = new("--limit-rate")
    {
        Description = "The most bytes a second over all files: 500K, 2M or plain bytes. Default: no limit.",
        HelpName = "RATE",
    };

    private readonly Option<bool> _rehash = new("--rehash") { Description = "Hash files again that an interrupted run has hashed." };

    private readonly Option<bool> _force =
        new("--force") { Description = "Hash and send files that the lake has already, under the same name and of the same content." };

    private readonly Option<bool> _noClobber =
        new("--no-clobber") { Description = "Fail rather than take the place of another content of the same name; the lake decides." };

    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Say what happens on the way." };

    /// <summary>Which lake it goes to.</summary>
    public LakeChoice Lake { get; } = new();

    /// <summary>Adds all of it to a command.</summary>
    public void AddTo(Command command)
    {
        Lake.AddTo(command);
        foreach (var option in new Option[] { _wait, _json, _limitRate, _rehash, _force, _noClobber, _verbose })
            command.Options.Add(option);
    }

    /// <summary>Whether results are JSON.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Whether every note is shown.</summary>
    public bool IsVerbose(ParseResult parsed) => parsed.GetValue(_verbose);

    /// <summary>How uploads run.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="notes">Told what happens on the way.</param>
    /// <exception cref="UsageException">The rate is none, or what is to be waited for is nothing.</exception>
    public UploadOptions Options(ParseResult parsed, Action<UploadNote> notes) => new()
    {
        MaxRate = RateOption.Parse(parsed.GetValue(_limitRate)),
        Rehash = parsed.GetValue(_rehash) || parsed.GetValue(_force),
        SendsAgain = parsed.GetValue(_force),
        NoClobber = parsed.GetValue(_noClobber),
        WaitFor = WaitForWord.TryParse(parsed.GetValue(_wait), out var goal, out var fault) ? goal : throw new UsageException(fault),
        Notes = notes,
    };
}
