using System.Diagnostics;
using System.Text;

namespace DreamLake.Testing.Engines;

/// <summary>
/// A server process that cannot outlive the tests: a shell beside it waits for the end of its own standard input, which the system
/// closes however the test process ends, and then kills the server.
/// </summary>
internal sealed class Daemon : IAsyncDisposable
{
    /// <summary>
    /// The first argument is the signal that ends the server, the others are its command. What is not gone ten seconds after the signal is
    /// killed. The watching shell holds no output open, so that the end of the server is the end of its output.
    /// </summary>
    private const string Tether = """
        exec 3<&0
        signal=$1; shift
        "$@" </dev/null 3<&- & server=$!
        ( read -r end
          kill -$signal $server || exit
          for tenth in $(seq 100); do kill -0 $server || exit; sleep 0.1; done
          kill -KILL $server ) <&3 >/dev/null 2>&1 &
        exec 3<&-
        wait $server
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _shell;
    private readonly string _name;
    private readonly StringBuilder _said = new();

    private Daemon(Process shell, string name)
    {
        (_shell, _name) = (shell, name);
        _shell.OutputDataReceived += (_, line) => Keep(line.Data);
        _shell.ErrorDataReceived += (_, line) => Keep(line.Data);
        _shell.BeginOutputReadLine();
        _shell.BeginErrorReadLine();
    }

    /// <summary>Whether the server has ended by itself or was killed.</summary>
    public bool HasExited => _shell.HasExited;

    /// <summary>The shell beside the server: the server is its child.</summary>
    public int ProcessId => _shell.Id;

    /// <summary>All that the server wrote to standard output and error.</summary>
    public string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    /// <summary>Starts a server in the root folder, which every account may enter.</summary>
    /// <param name="name">What failures call it.</param>
    /// <param name="signal">What ends it at once and with all its children: <c>KILL</c>, or a server's own signal for that.</param>
    /// <param name="command">The program and its arguments.</param>
    public static Daemon Start(string name, string signal, IEnumerable<string> command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Tether, "sh", signal, .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        return new Daemon(Process.Start(start)!, name);
    }

    /// <summary>Waits until the server answers.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not answer within two minutes; the message holds what it
    /// said.</exception>
    public async Task AnswersAsync(Func<CancellationToken, Task<bool>> answers, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            while (!HasExited)
            {
                if (await answers(deadline.Token)) return;
                await Task.Delay(50, deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"{_name} does not answer after {Patience.TotalMinutes} minutes. It said:\n{Said}");
        }

        throw new InvalidOperationException($"{_name} ended. It said:\n{Said}");
    }

    /// <summary>Waits until the server answers a GET with success.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not answer within two minutes; the message holds what it
    /// said.</exception>
    public async Task AnswersAsync(Uri address, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        await AnswersAsync(GetAsync, cancellationToken);

        async Task<bool> GetAsync(CancellationToken token)
        {
            try
            {
                using var response = await http.GetAsync(address, token);
                return response.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }
    }

    /// <summary>Ends the server at once and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_said) _said.AppendLine(line);
    }
}
