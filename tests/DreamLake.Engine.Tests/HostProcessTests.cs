using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using System.Reflection;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests;

/// <summary>What a program that hosts the engine notices of it.</summary>
public sealed class HostProcessTests
{
    [Fact]
    public async Task Its_meters_and_traces_show_the_calls_that_were_made_and_no_others()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.Names = new LakeNames();
        // Tests beside this one call lakes on ports of their own: what the engine calls on its own account has none of those.
        using var listeners = new Listeners();

        Assert.Equal(UploadOutcome.Stored, (await scene.UploadAsync(scene.File("a.mp4", 1))).Outcome);

        var (lakes, well) = (scene.Lake.Address.Port, 80);
        foreach (var (source, ports) in listeners.Seen)
        {
            Assert.True(ports.Count(port => port == lakes) == scene.Lake.Requests.Count, $"{source}: {string.Join(' ', ports)}");
            Assert.DoesNotContain(well, ports);
        }

        Assert.Equal(["activity", "diagnostic", "event", "meter"], listeners.Seen.Keys.Order());
    }

    [Fact]
    public void All_that_can_be_awaited_of_it_is_awaited_on_one_thread_below()
    {
        Type[] awaited = [typeof(Task), typeof(Task<>), typeof(ValueTask), typeof(ValueTask<>), typeof(IAsyncEnumerable<>)];
        var methods = typeof(LakeUploader).Assembly.GetExportedTypes()
            .Where(type => type.IsClass)
            .SelectMany(type => type.GetMethods(
                BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => awaited.Contains(
                method.ReturnType.IsGenericType ? method.ReturnType.GetGenericTypeDefinition() : method.ReturnType))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}");
        string[] below =
        [
            "EpisodeFolders.ListAsync", "LakeCatalog.EpisodesAsync", "LakeCatalog.FindAsync", "LakeCatalog.FindByIdAsync",
            "LakeCatalog.ListAsync", "LakeCatalog.RemoveAsync", "LakeCatalog.RestoreAsync", "LakeCatalog.WaitAsync", "LakeCheck.RunAsync", "LakeChecker.CheckAsync",
            "LakeChecker.OnlyInLakeAsync", "LakeFreer.FreeAsync", "LakeFreer.SettleAsync",
            "LakeReceiver.ReceiveAsync", "LakeUploader.DisposeAsync",
            "LakeUploader.UploadAsync", "PendingUploads.AbortAsync", "UploadBatches.ResumeAsync", "UploadBatches.UploadAsync",
            "UploadPreviews.AskAsync", "UploadPreviews.OfAsync",
        ];
        Assert.Equal(below, methods.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_host_of_one_thread_may_wait_for_it()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("a.mp4", 11 * Scene.MiB);
        var pending = scene.File("b.mp4", 1);
        scene.Lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/complete", StringComparison.Ordinal)) return false;
            await FakeLake.Problem(context, 403, "not now");
            return true;
        };
        await scene.UploadAsync(pending);
        scene.Lake.Intercept = _ => Task.FromResult(false);

        var outcome = await OnOneThreadAsync(() =>
        {
            // The thread waits, and nothing that is posted to it ever runs: as in a window that shows a modal question.
            var previews = new UploadPreviews(scene.Options);
            previews.AskAsync([Scene.Request(pending)], scene.Connection, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
            var preview = previews
                .OfAsync(Scene.Request(pending), scene.Connection, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
            Assert.True(preview.IsResume);
            var state = Assert.Single(new PendingUploads(scene.Options).List());
            new PendingUploads(scene.Options)
                .AbortAsync(state, scene.Connection, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
            RunBatchAsync(scene, path, resumes: false).GetAwaiter().GetResult();
            RunBatchAsync(scene, path, resumes: true).GetAwaiter().GetResult();
            return UploadAsync(scene, path).GetAwaiter().GetResult();
        });

        Assert.Equal(UploadOutcome.Stored, outcome);
        Assert.Empty(scene.StateFiles());
    }

    // The first is paused by its first call, and the second goes on with it.
    private static async Task RunBatchAsync(FakeScene scene, string path, bool resumes)
    {
        var (batches, cancellationToken) = (new UploadBatches(scene.Options), TestContext.Current.CancellationToken);
        scene.Lake.Intercept = async context =>
        {
            if (resumes) return false;
            await FakeLake.Problem(context, 501, "not now");
            return true;
        };
        using var uploader = new LakeUploader(scene.Connection, scene.Options);
        var results = resumes
            ? batches.ResumeAsync(uploader, Assert.Single(batches.List()), cancellationToken)
            : batches.UploadAsync(uploader, scene.Connection, new[] { Scene.Request(path) }.ToAsyncEnumerable(), cancellationToken);
        await foreach (var result in results.ConfigureAwait(false)) Assert.Equal(resumes, result.IsInLake);
    }

    private static async Task<UploadOutcome> UploadAsync(FakeScene scene, string path)
    {
        var uploader = new LakeUploader(scene.Connection, scene.Options);
        await using var _ = uploader.ConfigureAwait(false);
        var requests = new[] { Scene.Request(path) }.ToAsyncEnumerable();
        // Left early too, which pauses the run and awaits its end.
        await foreach (var result in uploader.UploadAsync(requests, TestContext.Current.CancellationToken).ConfigureAwait(false))
            return result.Outcome;
        throw new InvalidOperationException("no result");
    }

    internal static Task<T> OnOneThreadAsync<T>(Func<T> run)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new BusyContext());
            try
            {
                done.SetResult(run());
            }
            catch (Exception fault)
            {
                done.SetException(fault);
            }
        }) { IsBackground = true };
        thread.Start();
        return done.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    /// <summary>Whoever posts to it waits for ever.</summary>
    private sealed class BusyContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }

    /// <summary>Everything in .NET by which a process can notice an HTTP call; of each call, the port.</summary>
    private sealed class Listeners : EventListener, IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        private readonly ActivityListener _activities;
        private readonly MeterListener _meters = new();
        private readonly List<IDisposable> _subscriptions = [];

        public Listeners()
        {
            _activities = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "System.Net.Http",
                Sample = (ref _) => ActivitySamplingResult.AllData,
                ActivityStopped = activity => Add("activity", activity.GetTagItem("server.port")),
            };
            ActivitySource.AddActivityListener(_activities);
            _meters.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "http.client.request.duration") listener.EnableMeasurementEvents(instrument);
            };
            _meters.SetMeasurementEventCallback<double>((_, _, tags, _) =>
            {
                foreach (var tag in tags)
                {
                    if (tag.Key == "server.port") Add("meter", tag.Value);
                }
            });
            _meters.Start();
            _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public ConcurrentDictionary<string, ConcurrentQueue<int>> Seen { get; } = new();

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "HttpHandlerDiagnosticListener") _subscriptions.Add(value.Subscribe(this));
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == "System.Net.Http.HttpRequestOut.Start" && value.Value?.GetType().GetProperty("Request")?.GetValue(value.Value) is HttpRequestMessage { RequestUri: { } address }) Add("diagnostic", address.Port);
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "System.Net.Http") EnableEvents(eventSource, EventLevel.Informational);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName == "RequestStart") Add("event", eventData.Payload![2]);
        }

        public override void Dispose()
        {
            base.Dispose();
            _activities.Dispose();
            _meters.Dispose();
            _subscriptions.ForEach(subscription => subscription.Dispose());
        }

        private void Add(string source, object? port) =>
            Seen.GetOrAdd(source, _ => []).Enqueue(Convert.ToInt32(port, System.Globalization.CultureInfo.InvariantCulture));
    }
}
