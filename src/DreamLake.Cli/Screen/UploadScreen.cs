using System.Text.Json;
using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Presentation.Folders;
using DreamLake.Protocol;

namespace DreamLake.Cli.Screen;

/// <summary>What a person, or a script, sees of an upload: results on standard output, everything else on standard error.</summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="isTerminal">Whether standard error is a terminal: then the last line is alive.</param>
/// <param name="isJson">Whether results are JSON.</param>
/// <param name="isVerbose">Whether every note is shown, not only warnings.</param>
internal sealed class UploadScreen(TextWriter output, StandardError error, bool isTerminal, bool isJson, bool isVerbose)
{
    private static readonly TimeSpan Alive = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Plain = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private string _line = "";

    /// <summary>The screen of this process.</summary>
    public static UploadScreen Create(bool isJson, bool isVerbose) =>
        new(Console.Out, StandardError.OfProcess(), IsTerminal, isJson, isVerbose);

    private static bool IsTerminal => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Whether every note is shown, not only warnings.</summary>
    public bool IsVerbose => isVerbose;

    /// <summary>Says a line on the way.</summary>
    public void Say(string text)
    {
        lock (_gate)
        {
            Clear();
            error.WriteLine($"dreamlake: {text}");
            Draw();
        }
    }

    /// <summary>Shows what the engine tells: warnings always, the rest where asked for.</summary>
    public void Note(UploadNote note)
    {
        if (note.IsWarning) Say($"{note.Path}: warning: {note.Text}");
        else if (isVerbose) Say($"{note.Path}: {note.Text}");
    }

    /// <summary>Shows a result.</summary>
    /// <param name="result">What came of the file.</param>
    /// <param name="lakeFolder">Where the lake on this machine keeps its data; null for a lake elsewhere.</param>
    public void Show(UploadResult result, string? lakeFolder)
    {
        if (isJson) WriteResult(JsonSerializer.Serialize(UploadReport.Of(result, lakeFolder), ReportJson.Default.UploadReport));
        else if (result.Error is { Error: UploadError.Interrupted } interrupted) Say(NameRules.OneLine(interrupted.Message));
        else if (result.Error is { } fault) Say(NameRules.OneLine($"{fault.Message} {ErrorAdvice.Of(fault)}"));
        else WriteResult(ResultText.Of(result, lakeFolder));
    }

    /// <summary>Shows a file that the run did not come to: a line for scripts; a person has read why the run stopped.</summary>
    public void ShowNotBegun(UploadResult result)
    {
        if (isJson) Show(result, lakeFolder: null);
    }

    /// <summary>Shows what a folder holds and the run leaves out: what cannot be read always, the rest where asked for.</summary>
    public void ShowLeftOut(LeftOut left)
    {
        if (isJson) WriteResult(JsonSerializer.Serialize(UploadReport.Of(left), ReportJson.Default.UploadReport));
        else if (left.IsFailure) Say(NameRules.OneLine($"'{left.Path}' cannot be read: {left.Detail}"));
        else if (isVerbose) Say(NameRules.OneLine($"'{left.Path}' is left out: {left.Words}"));
    }

    /// <summary>Shows a file that would be uploaded.</summary>
    public void ShowPlanned(UploadRequest request, UploadPreview preview)
    {
        if (isJson) WriteResult(JsonSerializer.Serialize(UploadReport.Of(request, preview), ReportJson.Default.UploadReport));
        else WriteResult(NameRules.OneLine(PreviewText.Of(request.Path, preview)));
    }

    /// <summary>Says what the run will do.</summary>
    public void ShowPlan(UploadPlan plan)
    {
        foreach (var line in plan.Lines()) Summarize($"plan: {line}");
    }

    /// <summary>Says a line of what the run came to; scripts have read it from the reports.</summary>
    public void Summarize(string line)
    {
        if (!isJson) Say(line);
    }

    /// <summary>Shows the progress of a run until disposed.</summary>
    /// <param name="snapshot">Samples the files under way.</param>
    /// <param name="batch">All files together.</param>
    public IAsyncDisposable Follow(Func<UploadSnapshot> snapshot, BatchProgress batch) => Follow(() =>
    {
        var now = snapshot();
        return ProgressText.Line(now, batch.Sample(now));
    });

    /// <summary>Shows a line that is alive until disposed.</summary>
    /// <param name="line">Samples it.</param>
    public IAsyncDisposable Follow(Func<string> line) => new ProgressLoop(this, line);

    /// <summary>Writes a line to standard output.</summary>
    public void WriteResult(string text)
    {
        lock (_gate)
        {
            Clear();
            output.WriteLine(text);
            output.Flush();
            Draw();
        }
    }

    private void Update(string line)
    {
        if (!isTerminal)
        {
            if (line.Length > 0 && !isJson) Say(line);
            return;
        }

        lock (_gate)
        {
            Clear();
            _line = line;
            Draw();
        }
    }

    private void Clear()
    {
        if (_line.Length > 0) error.Write("\r\e[2K");
    }

    private void Draw()
    {
        if (_line.Length == 0) return;
        // One column stays free: a line that fills the last one wraps on some terminals.
        var width = Math.Max(20, Console.BufferWidth - 1);
        error.Write(_line.Length > width ? _line[..width] : _line);
        error.Flush();
    }

    private bool IsAlive => isTerminal;

    private sealed class ProgressLoop : IAsyncDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private readonly UploadScreen _screen;
        private readonly Func<string> _line;
        private readonly Task _loop;

        public ProgressLoop(UploadScreen screen, Func<string> line)
        {
            (_screen, _line) = (screen, line);
            _loop = Task.Run(() => LoopAsync(screen.IsAlive ? Alive : Plain));
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _loop;
            if (_screen.IsAlive) _screen.Update("");
            _end.Dispose();
        }

        private async Task LoopAsync(TimeSpan pace)
        {
            using var timer = new PeriodicTimer(pace);
            try
            {
                while (await timer.WaitForNextTickAsync(_end.Token)) _screen.Update(_line());
            }
            catch (OperationCanceledException)
            {
                // The run is over.
            }
        }
    }
}
