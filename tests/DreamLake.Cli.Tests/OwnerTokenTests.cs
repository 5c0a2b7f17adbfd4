using System.Net;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Testing.Engines;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>The token of a lake that serves on this machine: its owner's commands find it, and send it to that lake alone.</summary>
public sealed class OwnerTokenTests
{
    // Told something, it is a lake of this machine, whatever lake the suites meet.
    private static readonly string[] OfThisMachine = ["--split-workers", "1"];

    [Fact]
    public async Task Commands_find_it_without_being_told()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine, OfThisMachine);
        machine.With("DREAMLAKE_BSS_URL", lake.Bss.AbsoluteUri).With("DREAMLAKE_REMOTE", lake.Server.AbsoluteUri);

        (await machine.RunAsync("upload", Machine.Sample("labels.jsonl"), "--episode", "alice@robotics")).Ended(0);
        var listed = (await machine.RunAsync("list", "--episode", "alice@robotics")).Ended(0).Output;
        Assert.Contains("labels.jsonl", listed, StringComparison.Ordinal);

        // A token that is named counts, also one that the lake refuses.
        var refused = await machine.With("DREAMLAKE_API_KEY", "a.b.c").RunAsync("list", "--episode", "alice@robotics");
        Assert.Equal(3, refused.ExitCode);
    }

    [Fact]
    public async Task It_is_sent_to_no_other_server_and_to_nobody_who_took_the_lakes_port()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine, OfThisMachine);
        machine.With("DREAMLAKE_BSS_URL", lake.Bss.AbsoluteUri);
        using (var other = await Stranger.StartAsync(FreePort.Next()))
        {
            var run = await machine.With("DREAMLAKE_REMOTE", other.Address).RunAsync("list", "--episode", "alice@robotics");
            Assert.NotEqual(0, run.ExitCode);
            Assert.NotEmpty(other.Authorizations);
            Assert.All(other.Authorizations, Assert.Null);
            machine.With("DREAMLAKE_REMOTE", lake.Server.AbsoluteUri.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
            Assert.NotEqual(0, (await machine.RunAsync("list", "--episode", "alice@robotics")).ExitCode);
        }

        // SIGKILL: what it said of itself stays in its folder.
        await lake.KillAsync();
        using var thief = await Stranger.StartAsync(lake.Server.Port);
        await machine.With("DREAMLAKE_REMOTE", lake.Server.AbsoluteUri).RunAsync("list", "--episode", "alice@robotics");
        Assert.NotEmpty(thief.Authorizations);
        Assert.All(thief.Authorizations, Assert.Null);
    }

    /// <summary>A server that is no lake: it takes note of what it is shown, and refuses.</summary>
    private sealed class Stranger : IDisposable
    {
        private readonly HttpListener _listener;
        private readonly List<string?> _authorizations = [];
        private readonly Task _answering;

        private Stranger(HttpListener listener, string address)
        {
            (_listener, Address) = (listener, address);
            _answering = AnswerAsync();
        }

        /// <summary>Listens at a port, once whoever had it is gone.</summary>
        public static async Task<Stranger> StartAsync(int port)
        {
            var address = $"http://127.0.0.1:{port}/";
            while (true)
            {
                var listener = new HttpListener { Prefixes = { address } };
                try
                {
                    listener.Start();
                    return new Stranger(listener, address);
                }
                catch (HttpListenerException)
                {
                    // A process that was killed holds its port for a moment.
                    await Task.Delay(50, TestContext.Current.CancellationToken);
                }
            }
        }

        public string Address { get; }

        public IReadOnlyList<string?> Authorizations
        {
            get
            {
                lock (_authorizations) return [.. _authorizations];
            }
        }

        public void Dispose()
        {
            _listener.Stop();
            _answering.GetAwaiter().GetResult();
        }

        private async Task AnswerAsync()
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    lock (_authorizations) _authorizations.Add(context.Request.Headers["Authorization"]);
                    context.Response.StatusCode = 401;
                    context.Response.Close();
                }
            }
            catch (Exception end) when (end is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
