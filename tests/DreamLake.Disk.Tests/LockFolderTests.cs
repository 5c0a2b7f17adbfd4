using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace DreamLake.Disk.Tests;

public sealed class LockFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dreamlake-locks-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Locks => Path.Combine(_folder, "locks");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_lock_is_had_once_tells_its_holder_and_leaves_no_file_behind()
    {
        var locks = NewLocks();
        var first = locks.TryTake("a", "the first", out var nobody)!;
        Assert.Empty(nobody);
        Assert.Null(NewLocks().TryTake("a", "the second", out var holder));
        Assert.Equal("the first", holder);
        using (var other = locks.TryTake("b", "", out _)) Assert.NotNull(other);

        first.Dispose();
        using (var second = NewLocks().TryTake("a", "the second", out _)) Assert.NotNull(second);
        Assert.Equal(["gate"], Files());
    }

    [Fact]
    public void A_lock_that_is_let_go_of_twice_takes_nothing_from_the_next()
    {
        var locks = NewLocks();
        var first = locks.TryTake("a", "", out _)!;
        first.Dispose();
        using var second = locks.TryTake("a", "", out _);
        first.Dispose();
        Assert.Null(locks.TryTake("a", "", out _));
    }

    [Fact]
    public void Files_that_stay_are_given_the_names_that_come_next_and_say_nothing_of_a_holder()
    {
        var locks = NewLocks(spares: 1);
        locks.TryTake("a", "the first", out _)!.Dispose();
        Assert.Null(locks.HolderOf("a"));
        Assert.Equal(["a.lock", "gate"], Files());

        using (var next = locks.TryTake("b", "the second", out _))
        {
            Assert.Equal("the second", NewLocks().HolderOf("b"));
            Assert.Null(NewLocks().TryTake("b", "", out _));
            Assert.Equal(["b.lock", "gate"], Files());
        }

        // Another process has the file that stayed by its name: it is that one's.
        using var others = NewLocks().TryTake("b", "the third", out _)!;
        using (var own = locks.TryTake("c", "", out _)) Assert.NotNull(own);
        Assert.Equal(["b.lock", "c.lock", "gate"], Files());
        locks.RemoveSpares();
        Assert.Equal(["b.lock", "gate"], Files());
    }

    // Each release removes the file that the others are about to open, or leaves it to be given another name: the cases in which two
    // could hold one lock.
    [Fact]
    public async Task Processes_that_fight_for_a_lock_never_hold_it_together()
    {
        const int Children = 4;
        const int Rounds = 1500;
        await File.WriteAllTextAsync(Path.Combine(_folder, "number"), "0", Cancellation);
        var children = Enumerable.Range(0, Children)
            .Select(child => LockingChild.Start([], "count", _folder, Text(Rounds), Text(child % 2 * 2))).ToArray();
        foreach (var child in children)
        {
            var said = await child.StandardOutput.ReadToEndAsync(Cancellation) + await child.StandardError.ReadToEndAsync(Cancellation);
            await child.WaitForExitAsync(Cancellation);
            Assert.True(child.ExitCode == 0, said);
            child.Dispose();
        }

        Assert.Equal(["gate"], Files());
        Assert.Equal(Children * Rounds,
            int.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "number"), Cancellation), CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_killed_process_holds_nothing_and_its_file_is_swept_but_no_living_ones()
    {
        using var child = LockingChild.Start([], "hold", _folder);
        Assert.Equal("held", await child.StandardOutput.ReadLineAsync(Cancellation));
        var locks = NewLocks();
        using var mine = locks.TryTake("mine", "", out _);
        Assert.Null(locks.TryTake("one", "", out var holder));
        Assert.Equal("the child", holder);
        Assert.Empty(locks.TakeAbandoned());

        child.Kill();
        await child.WaitForExitAsync(Cancellation);
        using (var abandoned = Assert.Single(locks.TakeAbandoned())) Assert.Equal("one", abandoned.Name);
        Assert.Equal(["gate", "mine.lock"], Files());
    }

    [Fact]
    public void What_cannot_be_locked_at_all_is_an_error_and_not_another_holder()
    {
        // A folder in the lock's place: it can be opened for writing by nobody, ever.
        Directory.CreateDirectory(Path.Combine(Locks, "a.lock"));
        var fault = Record.Exception(() => NewLocks().TryTake("a", "", out _));
        Assert.True(fault is IOException or UnauthorizedAccessException, fault?.ToString());
    }

    [Fact]
    public async Task A_read_only_disk_fails_at_once_with_its_reason()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Mounts a read-only file system of its own, as Linux lets every user do.");
        Directory.CreateDirectory(Locks);
        string[] readOnly = ["unshare", "--map-root-user", "--mount", "sh", "-c", "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && exec \"$@\"", _folder];
        Assert.SkipUnless(await CanMountAsync(readOnly), "This machine lets nobody mount here (unshare).");
        using var child = LockingChild.Start(readOnly, "try", _folder);
        Assert.Contains("Read-only file system", await child.StandardOutput.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
        await child.WaitForExitAsync(Cancellation);
    }

    private static async Task<bool> CanMountAsync(string[] readOnly)
    {
        try
        {
            using var process =
                Process.Start(new ProcessStartInfo(readOnly[0], [.. readOnly[1..], "true"]) { RedirectStandardError = true })!;
            await process.WaitForExitAsync(Cancellation);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string[] Files() => [.. Directory.GetFiles(Locks).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private LockFolder NewLocks(int spares = 0) => new(new LocalDisk(), Locks, ".lock", TimeProvider.System, spares);
}
