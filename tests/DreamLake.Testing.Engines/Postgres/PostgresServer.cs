using System.Diagnostics.CodeAnalysis;

namespace DreamLake.Testing.Engines.Postgres;

/// <summary>
/// A PostgreSQL of its own on a free port of 127.0.0.1, with an empty cluster in a temporary folder. It survives being killed, but does
/// not wait for the disk: a crash of the whole machine is not what it is for.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly PostgresPrograms _programs;
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"dreamlake-postgres-{Guid.NewGuid():N}");
    private readonly IReadOnlyList<string> _settings;
    private Daemon? _server;

    private PostgresServer(PostgresPrograms programs, IReadOnlyList<string> settings) => (_programs, _settings) = (programs, settings);

    /// <summary>For Npgsql; it names no database. <c>postgres</c> is there, and the account may create others.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=postgres";

    /// <summary>The port of 127.0.0.1 that the server listens at; the same after <see cref="RestartAsync"/>.</summary>
    public int Port { get; private set; }

    /// <summary>Why PostgreSQL cannot run on this machine; null where it can.</summary>
    public static string? Missing => new PostgresPrograms().Missing;

    /// <summary>The server's process.</summary>
    public int ProcessId => _server?.ProcessId ?? throw new InvalidOperationException("It does not run.");

    /// <summary>Makes a cluster, starts its server and waits until it takes connections.</summary>
    /// <exception cref="InvalidOperationException">It did not come up; the message holds what it said.</exception>
    public static Task<PostgresServer> StartAsync(CancellationToken cancellationToken) => StartAsync([], cancellationToken);

    /// <summary>The same with settings of the server's own, <c>fsync=on</c>.</summary>
    /// <exception cref="InvalidOperationException">It did not come up; the message holds what it said.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The server is the caller's.")]
    public static async Task<PostgresServer> StartAsync(IReadOnlyList<string> settings, CancellationToken cancellationToken)
    {
        var server = new PostgresServer(new PostgresPrograms(), settings);
        try
        {
            await server.RunAsync(
                ["initdb", "--pgdata", server
                    ._folder, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync"],
                cancellationToken);
            await server.ListenAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates an empty database with a name that no other has; answers the connection string that names it.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var name = $"dreamlake_{Guid.NewGuid():N}";
        await RunAsync(
            ["createdb", "--host", "127.0.0.1", "--port", $"{Port}", "--username", "postgres", "--maintenance-db", "postgres", name], cancellationToken);
        return $"{ConnectionString};Database={name}";
    }

    /// <summary>
    /// Ends the server and all its connections as a crash does. What was committed is there after <see cref="RestartAsync"/>.
    /// </summary>
    public async Task KillAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _server = null;
    }

    /// <summary>Starts the killed server again at the same port and waits until it takes connections.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await KillAsync();
        await ServeAsync(cancellationToken);
    }

    /// <summary>Ends the server and removes its cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await TemporaryFolder.RemoveAsync(_folder);
    }

    /// <summary>Starts at a free port; another one is tried if somebody takes it in between.</summary>
    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            Port = FreePort.Next();
            try
            {
                await ServeAsync(cancellationToken);
                return;
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
                await KillAsync();
            }
        }
    }

    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        // Of a setting that is named twice the last word counts.
        string[] settings =
            ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "max_connections=200", $"port={Port}", .. _settings];
        // QUIT is its "immediate shutdown": no connection is waited for, and the next start recovers as after a crash.
        _server = Daemon.Start(
            "PostgreSQL",
            "QUIT",
            _programs.Command("postgres", ["-D", _folder, .. settings.SelectMany(setting => new[] { "-c", setting })]));
        await _server.AnswersAsync(IsReadyAsync, cancellationToken);
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        (await TryRunAsync(["pg_isready", "--quiet", "--host", "127.0.0.1", "--port", $"{Port}"], cancellationToken)).ExitCode == 0;

    private async Task RunAsync(string[] command, CancellationToken cancellationToken) =>
        (await TryRunAsync(command, cancellationToken)).Succeeded();

    private async Task<ToolRun> TryRunAsync(string[] command, CancellationToken cancellationToken)
    {
        var words = _programs.Command(command[0], command[1..]);
        return await Tool.At(words[0]).TryRunAsync(words[1..], cancellationToken, folder: "/");
    }
}
