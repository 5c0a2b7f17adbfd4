using DreamLake.Engine;
using DreamLake.Engine.Tests.Lake;
using DreamLake.Faults.Tests.Misbehaving;
using Xunit;

namespace DreamLake.Faults.Tests;

/// <summary>A lake that misbehaves as asked, and uploads to it. Whatever comes out of the engine is searched for secrets.</summary>
public sealed class MisbehavingLake : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    // Seven processes and two engines need longer for an answer than a fake in this process.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(TeamsLake.IsAsked ? 10 : 2);
    private readonly Scene _scene;

    private MisbehavingLake(Scene scene, Misbehaviour misbehaviour) => (_scene, Misbehaviour) = (scene, misbehaviour);

    public Misbehaviour Misbehaviour { get; }

    public TestLake Lake => _scene.Lake;

    public LakeConnection Connection => _scene.Connection;

    public string[] StateFiles => _scene.StateFiles();

    /// <summary>What the state files hold, all in one.</summary>
    public string StateText => string.Concat(Directory.GetFiles(_scene.States, "*.json").Select(System.IO.File.ReadAllText));

    public IEnumerable<UploadNote> Notes => _scene.Notes;

    /// <summary>Few tries and short times, so that a fault that stays is given up soon.</summary>
    public UploadOptions Options => _scene.Options with
    {
        PartTries = 4,
        ControlTries = 3,
        StallTimeout = Patience,
        AnswerTimeout = Patience,
        ControlTimeout = Patience,
        CompleteTimeout = Patience,
    };

    public static async Task<MisbehavingLake> StartAsync(params Fault[] faults)
    {
        var misbehaviour = new Misbehaviour(faults);
        var scene = await Scene.StartAsync();
        scene.Lake.Around = misbehaviour.AroundAsync;
        return new MisbehavingLake(scene, misbehaviour);
    }

    public string File(int size) => _scene.File("run01.mp4", size);

    /// <summary>Uploads a file; what it takes has a bound.</summary>
    public async Task<UploadResult> UploadAsync(string path, UploadOptions? options = null, CancellationToken? cancellationToken = null)
    {
        UploadResult result;
        try
        {
            result = await _scene.UploadAsync(path, options ?? Options, cancellationToken)
                .WaitAsync(Bound, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"still under way after {Bound.TotalSeconds} s: {Misbehaviour}");
        }

        AssertNoSecrets(result);
        return result;
    }

    /// <summary>An upload whose multipart upload was begun and no more, so that the next one asks for the parts that are done.</summary>
    public async Task BeginAsync(string path)
    {
        var lake = Lake.Intercept;
        using var interrupt = new CancellationTokenSource();
        Lake.Intercept = async context =>
        {
            if (context.Request.Method != "PUT") return false;
            await interrupt.CancelAsync();
            context.Abort();
            return true;
        };
        Assert.Equal(UploadOutcome.Paused, (await UploadAsync(path, cancellationToken: interrupt.Token)).Outcome);
        Lake.Intercept = lake;
    }

    /// <summary>Fails where a fault was asked for and never met, or met less often than asked.</summary>
    public void AssertConsumed() => Assert.Empty(Misbehaviour.Unconsumed.Select(fault => fault.ToString()));

    public async Task AssertStoredAsync(UploadResult result, string path)
    {
        Assert.True(result.Outcome == UploadOutcome.Stored, $"{result.Error} after {Misbehaviour}");
        var stored = await _scene.StoredBytesAsync(result);
        Assert.True(
            System.IO.File.ReadAllBytes(path).AsSpan().SequenceEqual(stored),
            $"other bytes are stored after {Misbehaviour}");
        Assert.Empty(StateFiles);
    }

    public async ValueTask DisposeAsync() => await _scene.DisposeAsync();

    private void AssertNoSecrets(UploadResult result)
    {
        var states = Directory.Exists(_scene.States) ? Directory.GetFiles(_scene.States).Select(System.IO.File.ReadAllText) : [];
        var texts = Notes.Select(note => note.ToString()).Append(result.ToString()).Append(result.Error?.ToString() ?? "")
            .Append(result.Error?.Advice ?? "")
            .Concat(states);
        foreach (var text in texts)
        {
            foreach (var secret in new[] { Lake.ClientToken, Lake.ClientToken.Split('.')[2], "topsecret", "X-Amz-Signature", "Bearer" })
                Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        }
    }
}
