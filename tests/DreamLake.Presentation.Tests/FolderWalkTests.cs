using DreamLake.Presentation.Folders;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Presentation.Tests;

public sealed class FolderWalkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dreamlake-walk-").FullName;

    [Fact]
    public void Everything_in_a_folder_comes_up_with_its_reason()
    {
        Files("b.mp4", "a/2.mp4", "a/1.mp4", "notes.txt", ".hidden.mp4", ".cam/3.mp4", "labels.json");
        Assert.Equal(
            [".cam Hidden", ".hidden.mp4 Hidden", "a/1.mp4", "a/2.mp4", "b.mp4", "labels.json UnknownType", "notes.txt UnknownType"],
            Walk(new FolderRules()));
        Assert.Equal("2 hidden, 2 of unknown type (.json .txt)", Tally(new FolderRules()));
    }

    [Fact]
    public void Hidden_ones_are_taken_where_asked_for()
    {
        Files(".hidden.mp4", ".cam/3.mp4");
        Assert.Equal([".cam/3.mp4", ".hidden.mp4"], Walk(new FolderRules { IncludesHidden = true }));
    }

    [Fact]
    public void Only_the_top_where_asked_for()
    {
        Files("a/1.mp4", "b.mp4");
        Assert.Equal(["a InnerFolder", "b.mp4"], Walk(new FolderRules { Recurses = false }));
    }

    [Fact]
    public void Globs_choose_and_leaving_out_wins()
    {
        Files("front/1.mp4", "front/2.mp4", "back/1.mp4", "back/raw/1.mp4");
        Assert.Equal(
            ["back/1.mp4 NotIncluded", "back/raw/1.mp4 NotIncluded", "front/1.mp4", "front/2.mp4 Excluded"],
            Walk(new FolderRules(["front/**"], ["2.mp4"])));
        Assert.Equal(
            ["back/1.mp4", "back/raw/1.mp4 Excluded", "front/1.mp4", "front/2.mp4"],
            Walk(new FolderRules(exclude: ["back/raw/**"])));
    }

    [Theory]
    [InlineData("front", "front/1.mp4 front/in/1.mp4")]
    [InlineData("front/", "front/1.mp4 front/in/1.mp4")]
    [InlineData("/front/*", "front/1.mp4 front/in/1.mp4")]
    [InlineData("?.mp4", "back/1.mp4 front/1.mp4 front/in/1.mp4")]
    [InlineData("b?ck/?.mp4", "back/1.mp4")]
    [InlineData("**/in/**", "front/in/1.mp4")]
    [InlineData("BACK/**", "")]
    public void A_glob_is_of_a_name_at_any_level_or_of_a_path(string glob, string expected)
    {
        Files("front/1.mp4", "front/in/1.mp4", "back/1.mp4");
        var taken = Walk(new FolderRules([glob])).Where(entry => !entry.Contains(' ', StringComparison.Ordinal));
        Assert.Equal(expected, string.Join(' ', taken));
    }

    [Fact]
    public void A_type_that_was_asked_for_leaves_others_out()
    {
        Files("a.mp4", "b.jsonl", "c.srt");
        Assert.Equal(["a.mp4 OtherType", "b.jsonl", "c.srt"], Walk(new FolderRules { Type = AssetType.TextTrack }));
    }

    [Fact]
    public void Links_are_left_out_or_followed_and_a_cycle_is_seen()
    {
        Files("a/1.mp4", "outside.mp4");
        File.CreateSymbolicLink(At("a/file.mp4"), At("outside.mp4"));
        File.CreateSymbolicLink(At("a/nowhere.mp4"), At("gone.mp4"));
        Directory.CreateSymbolicLink(At("a/up"), _folder);
        Directory.CreateSymbolicLink(At("b"), At("a"));
        Assert.Equal(
            ["a/1.mp4", "a/file.mp4 Link", "a/nowhere.mp4 Link", "a/up Link", "b Link", "outside.mp4"],
            Walk(new FolderRules()));
        Assert.Equal(
            [
                "a/1.mp4", "a/file.mp4", "a/nowhere.mp4 Link", "a/up Cycle",
                "b/1.mp4", "b/file.mp4", "b/nowhere.mp4 Link", "b/up Cycle", "outside.mp4",
            ],
            Walk(new FolderRules { FollowsLinks = true }));
    }

    [Fact]
    public void A_folder_that_cannot_be_read_is_a_failure_and_the_rest_comes_up()
    {
        Files("a/1.mp4", "shut/2.mp4");
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(At("shut"), UnixFileMode.None);
        // Root reads what nobody else may: then nothing is left out.
        var expected = Environment.IsPrivilegedProcess ? "shut/2.mp4" : "shut Unreadable";
        Assert.Equal(["a/1.mp4", expected], Walk(new FolderRules()));
        File.SetUnixFileMode(At("shut"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void A_folder_that_is_gone_is_a_failure()
    {
        var left = Assert.Single(new FolderWalk(new FolderRules()).Entries(At("gone"))).LeftOut!;
        Assert.True(left.IsFailure);
        Assert.Contains("gone", left.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.mp4", null, null)]
    [InlineData("1.mp4", "/x", "/x")]
    [InlineData("a/b/1.mp4", null, "/a/b")]
    [InlineData("a/1.mp4", "/x/", "/x/a")]
    public void Inner_folders_are_kept_below_where_the_run_goes(string below, string? to, string? expected) =>
        Assert.Equal(expected, new FolderEntry("", below, null).FolderUnder(to));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string[] Walk(FolderRules rules) =>
        [.. new FolderWalk(rules).Entries(_folder).Select(entry => $"{entry.Below} {entry.LeftOut?.Reason}".Trim())];

    private string Tally(FolderRules rules)
    {
        var tally = new LeftOutTally();
        foreach (var entry in new FolderWalk(rules).Entries(_folder))
        {
            if (entry.LeftOut is { } left) tally.Add(left);
        }

        return tally.ToString();
    }

    private string At(string below) => Path.Combine(_folder, below);

    private void Files(params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
            File.WriteAllText(At(name), name);
        }
    }
}
