using System.Text;
using System.Text.Json;
using CsCheck;
using DreamLake.Disk;
using DreamLake.Engine.State;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Engine.Tests.State;

public sealed class StateDocumentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dreamlake-state-").FullName;

    private string StatePath => Path.Combine(_folder, "0123456789abcdef.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void After_every_part_the_file_is_whole_JSON_of_the_protocols_form()
    {
        using var writer = Writer();
        writer.Save(Fresh(totalParts: 300));
        for (var number = 300; number >= 1; number--)
        {
            writer.Add(Part(number));
            using var json = JsonDocument.Parse(File.ReadAllBytes(StatePath));
            var parts = json.RootElement.GetProperty("completedParts").EnumerateArray().ToArray();
            Assert.Equal(301 - number, parts.Length);
            Assert.Equal((number, Part(number).Etag),
                (parts[^1].GetProperty("partNumber").GetInt32(), parts[^1].GetProperty("etag").GetString()));
        }

        var state = new StateStore(_folder).Read(StatePath).State!;
        Assert.Equal(("upload", "alice/robotics/staging/0123456789abcdef", 300), (state.UploadId, state.Key, state.TotalParts));
    }

    [Fact]
    public void Saving_ten_thousand_parts_writes_no_more_than_four_MiB()
    {
        using var writer = Writer();
        writer.Save(Fresh(totalParts: 10_000));
        var laidOut = new FileInfo(StatePath).Length;
        for (var number = 1; number <= 10_000; number++) writer.Add(Part(number));
        // The document as it was laid out, and then one slot for each part: the file does not grow.
        Assert.Equal(laidOut, new FileInfo(StatePath).Length);
        Assert.InRange(laidOut + (10_000 * StateDocument.SlotSize), 1, 4 * 1024 * 1024);
        Assert.Equal(10_000, new StateStore(_folder).Read(StatePath).State!.CompletedParts.Count);
    }

    [Fact]
    public void No_slot_crosses_a_page()
    {
        var bytes = Written(Fresh(totalParts: 3) with { CompletedParts = [Part(2)] }, freeSlots: 2, out var firstFree);
        Assert.Equal(0, firstFree % StateDocument.SlotSize);
        Assert.Equal(0, 4096 % StateDocument.SlotSize);
        Assert.True(firstFree + (2 * StateDocument.SlotSize) < bytes.Length);
    }

    [Fact]
    public void An_entry_too_long_for_its_slot_is_written_all_the_same()
    {
        using var writer = Writer();
        writer.Save(Fresh(totalParts: 3));
        var longEtag = new string('e', 500);
        writer.Add(Part(1));
        writer.Add(new PartDone(2, longEtag));
        writer.Add(Part(3));
        Assert.Equal([Part(1).Etag, longEtag, Part(3).Etag], new StateStore(_folder)
            .Read(StatePath).State!.CompletedParts.Select(part => part.Etag));
    }

    [Fact]
    public void Unknown_fields_survive_and_etags_keep_their_quotes()
    {
        File.WriteAllText(StatePath, """{"uploadId":"u","key":"k","totalParts":2,"completedParts":[{"partNumber":2,"etag":"\"abc\""},{"partNumber":1,"etag":"def"},{"partNumber":1,"etag":"ghi"}],"theirs":{"a":[1,{"completedParts":[]}]},"more":null}""");
        var state = new StateStore(_folder).Read(StatePath).State!;
        Assert.Equal([(2, "\"abc\""), (1, "ghi")], state.CompletedParts.Select(part => (part.PartNumber, part.Etag!)));
        using (var writer = Writer()) writer.Save(state with { Step = UploadStepName.CompleteMultipart });
        using var json = JsonDocument.Parse(File.ReadAllBytes(StatePath));
        Assert.Equal("""{"a":[1,{"completedParts":[]}]}""", JsonSerializer.Serialize(json.RootElement.GetProperty("theirs")));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("more").ValueKind);
        Assert.Equal(2, new StateStore(_folder).Read(StatePath).State!.CompletedParts.Count);
    }

    [Fact]
    public void A_document_cut_or_flipped_anywhere_is_read_or_refused_but_never_throws()
    {
        var whole = Written(Fresh(totalParts: 4) with { CompletedParts = [Part(1), Part(2)] }, freeSlots: 2, out _);
        for (var length = 0; length <= whole.Length; length++)
        {
            StateDocumentReader.TryRead(whole.AsMemory(0, length), out _);
            StateDocumentReader.TrySalvage(whole.AsSpan(0, length), out _, out _);
        }

        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, whole.Length - 1], Gen.Byte).Sample((first, a, second, b) =>
        {
            var broken = whole.ToArray();
            (broken[first], broken[second]) = (a, b);
            StateDocumentReader.TryRead(broken, out _);
            StateDocumentReader.TrySalvage(broken, out _, out _);
        });
    }

    [Fact]
    public void The_head_of_a_torn_document_tells_upload_and_key()
    {
        var torn = Written(Fresh(totalParts: 100), freeSlots: 100, out _).AsSpan(0, 200);
        Assert.True(StateDocumentReader.TrySalvage(torn, out var uploadId, out var key));
        Assert.Equal(("upload", "alice/robotics/staging/0123456789abcdef"), (uploadId, key));
    }

    [Fact]
    public void The_file_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows()) return;
        var store = new StateStore(Path.Combine(_folder, "uploads"));
        using var taken = store.TryLock("0123456789abcdef", null, out _);
        using var writer = store.Open(store.PathOf("0123456789abcdef", null));
        writer.Save(Fresh(totalParts: 1));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(writer.Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(store.Folder));
    }

    private StateFileWriter Writer() => new(new LocalDisk(), StatePath, TimeProvider.System);

    private static UploadState Fresh(int totalParts) =>
        new() { UploadId = "upload", Key = "alice/robotics/staging/0123456789abcdef", TotalParts = totalParts };

    private static PartDone Part(int number) => new(number, $"\"{Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(Encoding.ASCII.GetBytes($"{number}")))}\"");

    private static byte[] Written(UploadState state, int freeSlots, out long firstFree)
    {
        using var document = new MemoryStream();
        firstFree = StateDocument.Write(document, state, freeSlots);
        return document.ToArray();
    }
}
