using System.Runtime.InteropServices;
using Xunit;

namespace DreamLake.Engine.Tests.Freeing;

/// <summary>
/// At every call that freeing makes of the disk and the lake: another file is put in the file's place, a program opens it for writing, or
/// the process ends. No byte that the lake has not proven is ever lost.
/// </summary>
public sealed class FreeStepTests
{
    private static readonly byte[] Other = [1, 2, 3];

    /// <summary>Folders on the file systems that are here.</summary>
    public static TheoryData<string> FileSystems =>
        [.. new[] { Path.GetTempPath(), "/dev/shm", OverlayFolder.Path }.OfType<string>().Where(Directory.Exists)];

    [Theory]
    [MemberData(nameof(FileSystems))]
    public async Task Another_file_in_its_place_at_any_step_is_never_removed(string under)
    {
        var steps = await CountAsync(under);
        for (var step = 0; step < steps; step++)
        {
            using var place = new FreeingPlace(under);
            var kept = Path.Combine(place.Folder, "kept.mp4");
            OnStep(place, step, call =>
            {
                if (!File.Exists(place.FilePath)) return;
                File.Move(place.FilePath, kept);
                File.WriteAllBytes(place.FilePath, Other);
            });

            var result = await place.FreeAsync();

            var isSwapped = File.Exists(kept);
            Assert.True(!isSwapped || File.ReadAllBytes(kept).AsSpan().SequenceEqual(FreeingPlace.Bytes), $"step {step}");
            Assert.True(!isSwapped || HoldsOther(place), $"step {step}: {result}");
            Assert.True(isSwapped || result.Outcome == FreeOutcome.Freed, $"step {step}: {result}");
        }
    }

    [Theory]
    [MemberData(nameof(FileSystems))]
    public async Task Another_file_under_its_name_while_it_is_aside_is_not_replaced(string under)
    {
        using var place = new FreeingPlace(under);
        var writers = 0;
        place.Disk.OnCall = call =>
        {
            if (call.StartsWith("aside ", StringComparison.Ordinal)) writers = 1;
            else if (writers == 1 && call.StartsWith("name ", StringComparison.Ordinal)) File.WriteAllBytes(place.FilePath, Other);
        };
        // A writer shows up once it is aside, so that it has to go back, and its name is taken.
        place.Disk.OnWriters = told => writers == 1 ? true : told;

        var result = await place.FreeAsync();

        Assert.Equal(FreeOutcome.Aside, result.Outcome);
        Assert.Equal(Other, File.ReadAllBytes(place.FilePath));
        var aside = Assert.Single(place.Names, name => name != "a.mp4");
        Assert.Equal(FreeingPlace.Bytes, File.ReadAllBytes(Path.Combine(place.Folder, aside)));
        Assert.Contains(aside, result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(FileSystems))]
    public async Task A_program_that_writes_it_from_any_step_on_loses_nothing(string under)
    {
        var steps = await CountAsync(under);
        for (var step = 0; step < steps; step++)
        {
            using var place = new FreeingPlace(under);
            FileStream? writer = null;
            OnStep(place, step, _ => writer = TryOpenToWrite(place.FilePath));

            var result = await place.FreeAsync();

            using (writer)
            {
                // Refused while it is held for the moment, as O_NONBLOCK asks; else what it writes is found under the file's name.
                if (writer is null) continue;
                Assert.True(result.Outcome == FreeOutcome.Kept, $"step {step}: {result}");
                Assert.True(File.Exists(place.FilePath), $"step {step}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(FileSystems))]
    public async Task A_program_that_waits_to_write_it_gets_it_back_and_loses_nothing(string under)
    {
        var steps = await CountAsync(under);
        for (var step = 0; step < steps; step++)
        {
            using var place = new FreeingPlace(under);
            Task? writing = null;
            OnStep(place, step, _ =>
            {
                if (!File.Exists(place.FilePath)) return;
                // A process of its own: the kernel lets it wait for the lease.
                var start = new System.Diagnostics.ProcessStartInfo("sh", ["-c", "exec 9<>\"$0\"; printf added >&9", place.FilePath]);
                var writer = System.Diagnostics.Process.Start(start)!;
                writing = writer.WaitForExitAsync(TestContext.Current.CancellationToken);
                SpinUntilOpenOrWaiting(writer);
            });

            var result = await place.FreeAsync();

            if (writing is null) continue;
            await writing;
            var isWritten = File.Exists(place.FilePath) && File.ReadAllBytes(place.FilePath).AsSpan().StartsWith("added"u8);
            Assert.True(isWritten, $"step {step}: {result}, {string.Join(' ', place.Names)}");
        }
    }

    [Theory]
    [MemberData(nameof(FileSystems))]
    public async Task Whatever_step_fails_the_file_stands_under_its_name_or_is_gone_with_proof(string under)
    {
        var steps = await CountAsync(under);
        for (var step = 0; step < steps; step++)
        {
            using var place = new FreeingPlace(under);
            OnStep(place, step, call => throw new IOException("the disk failed at " + call));
            FreeResult? result = null;
            try
            {
                result = await place.FreeAsync();
            }
            catch (UploadException fault) when (fault.Error == UploadError.StateUnwritable)
            {
                // The journal could not be looked at: nothing was begun.
            }

            // What the failure left half done, the next run settles.
            place.Disk.OnCall = _ => { };
            place.Lake.OnRequest = _ => { };
            place.Lake.Tells = _ => null;
            await place.FreeAsync();
            if (result?.Outcome == FreeOutcome.Freed) Assert.Empty(place.Names);
            else if (place.Names.Length > 0) place.AssertUntouched();
        }
    }

    [Fact]
    public async Task Cut_off_on_a_disk_that_is_gone_it_is_told_where_the_file_lies()
    {
        using var place = new FreeingPlace();
        var isDead = false;
        place.Disk.OnCall = call =>
        {
            isDead |= call.StartsWith("delete " + place.Folder, StringComparison.Ordinal);
            if (isDead) throw new InvalidOperationException("The process is dead.");
        };
        await place.FreeAsync();
        var aside = Assert.Single(place.Names);
        Assert.NotEqual("a.mp4", aside);
        place.Disk.OnCall = _ => { };
        Directory.Move(place.Folder, place.Folder + ".gone");

        Assert.Equal(FreeOutcome.Kept, (await place.FreeAsync()).Outcome);

        Directory.Move(place.Folder + ".gone", place.Folder);
        Assert.Contains(aside, Assert.Single(place.Notes).Text, StringComparison.Ordinal);
        Assert.Equal(FreeingPlace.Bytes, File.ReadAllBytes(Path.Combine(place.Folder, aside)));
    }

    private static bool HoldsOther(FreeingPlace place) =>
        Directory.GetFiles(place.Folder).Any(path => File.ReadAllBytes(path).AsSpan().SequenceEqual(Other));

    internal static FileStream? TryOpenToWrite(string path)
    {
        if (!File.Exists(path)) return null;
        // As a program does that does not wait: O_RDWR | O_NONBLOCK.
        var descriptor = Open(path, 0x802);
        return descriptor < 0 ? null : new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptor, true), FileAccess.Write);
    }

    // Until it has ended, or sleeps in the kernel until the lease is given up.
    private static void SpinUntilOpenOrWaiting(System.Diagnostics.Process writer)
    {
        var until = TimeProvider.System.GetTimestamp() + (TimeProvider.System.TimestampFrequency / 2);
        while (!writer.HasExited && !IsAsleep(writer.Id) && TimeProvider.System.GetTimestamp() < until) Thread.Yield();
    }

    private static bool IsAsleep(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/stat").Contains(" (sh) S ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void OnStep(FreeingPlace place, int step, Action<string> act)
    {
        var calls = 0;
        void Count(string call)
        {
            if (calls++ == step) act(call);
        }

        place.Disk.OnCall = Count;
        place.Lake.OnRequest = Count;
    }

    private static async Task<int> CountAsync(string under)
    {
        using var place = new FreeingPlace(under);
        var calls = 0;
        place.Disk.OnCall = _ => calls++;
        place.Lake.OnRequest = _ => calls++;
        Assert.Equal(FreeOutcome.Freed, (await place.FreeAsync()).Outcome);
        return calls;
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(string path, int flags);
}
