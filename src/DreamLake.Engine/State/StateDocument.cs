using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DreamLake.Protocol;

namespace DreamLake.Engine.State;

/// <summary>The state file as bytes: written whole, with a slot of white space for each part that is still to come.</summary>
/// <remarks>
/// <c>completedParts</c> stands last. Its slots are <see cref="SlotSize"/> bytes each, begin at multiples of that, and so never
/// cross a page: filling one is a single write that a kill either lets happen or not. Filled from the first on, with the comma in
/// front, the document is whole JSON after every part, and a part costs the same whether it is the first or the ten-thousandth.
/// </remarks>
internal static class StateDocument
{
    /// <summary>Bytes of a slot. A power of two, so that a page holds a whole number of them; an entry with MD5's ETag needs 75.</summary>
    public const int SlotSize = 128;

    /// <summary>Bytes of a document of few parts: one page, filled up with white space. A page is written at once, as a slot is.</summary>
    public const int PageSize = 4096;

    /// <summary>The version that this client writes.</summary>
    public const int Version = 1;

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly byte[] Blank = [.. Enumerable.Repeat((byte)' ', SlotSize)];
    private static readonly byte[] Tail = "\n  ]\n}\n"u8.ToArray();

    /// <summary>Writes the document, without ever holding it whole: it may have ten thousand slots.</summary>
    /// <param name="document">Takes its bytes, from its first on.</param>
    /// <param name="state">What to write.</param>
    /// <param name="freeSlots">Slots to leave after the parts that are done.</param>
    /// <returns>Where the first free slot begins; -1 where an entry is too long for a slot and the document has none.</returns>
    public static long Write(Stream document, UploadState state, int freeSlots)
    {
        var head = Head(state);
        document.Write(head);
        long at = head.Length;
        if (Entries(state.CompletedParts).Any(entry => entry.Length > SlotSize))
        {
            // Entries that no slot holds stand one after the other, and the next part writes the document anew.
            foreach (var entry in Entries(state.CompletedParts)) document.Write(entry);
            document.Write(Tail);
            return -1;
        }

        at += Pad(document, (int)((SlotSize - (at % SlotSize)) % SlotSize));
        foreach (var entry in Entries(state.CompletedParts)) document.Write(Slot(entry));
        at += (long)state.CompletedParts.Count * SlotSize;
        for (var slot = 0; slot < freeSlots; slot++) Pad(document, SlotSize);
        document.Write(Tail);
        return at;
    }

    /// <summary>The document as one page, so that the next one can be written over it; null where it is longer.</summary>
    /// <param name="state">What to write.</param>
    /// <param name="freeSlots">Slots to leave after the parts that are done.</param>
    /// <param name="nextSlot">Where the first free slot begins; -1 where the document has none.</param>
    public static byte[]? Page(UploadState state, int freeSlots, out long nextSlot)
    {
        nextSlot = -1;
        if ((long)(state.CompletedParts.Count + freeSlots) * SlotSize >= PageSize) return null;
        using var document = new MemoryStream(PageSize);
        nextSlot = Write(document, state, freeSlots);
        if (document.Length > PageSize) return null;
        while (document.Length < PageSize) document.WriteByte((byte)' ');
        return document.ToArray();
    }

    /// <summary>The bytes that fill a slot with a part; null where the entry is too long for one.</summary>
    public static byte[]? Slot(PartDone part, bool isFirst)
    {
        var entry = Entry(part, isFirst);
        return entry.Length > SlotSize ? null : Slot(entry);
    }

    private static byte[] Slot(byte[] entry)
    {
        var slot = new byte[SlotSize];
        slot.AsSpan().Fill((byte)' ');
        entry.CopyTo(slot, 0);
        return slot;
    }

    private static IEnumerable<byte[]> Entries(IEnumerable<PartDone> parts) =>
        parts.Select((part, index) => Entry(part, isFirst: index == 0));

    private static byte[] Entry(PartDone part, bool isFirst) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"{(isFirst ? "" : ",")}\n    {{\"partNumber\":{part.PartNumber},\"etag\":{Quote(part.Etag ?? "")}}}"));

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static int Pad(Stream document, int count)
    {
        document.Write(Blank.AsSpan(0, count));
        return count;
    }

    private static ReadOnlySpan<byte> Head(UploadState state)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(bytes, Readable))
        {
            json.WriteStartObject();
            json.WriteString("uploadId", state.UploadId);
            json.WriteString("key", state.Key);
            json.WriteNumber("totalParts", state.TotalParts);
            json.WriteNumber("version", Version);
            json.WriteString("step", state.Step.ToString());
            Optional(json, "type", state.Type?.Word);
            if (state.Target is { } target) WriteTarget(json, target);
            if (state.File is { } file) WriteFile(json, file);
            if (state.PartSize is { } partSize) json.WriteNumber("partSize", partSize);
            Optional(json, "checksumAlgorithm", state.ChecksumAlgorithm);
            if (state.KeepsContentsApart) json.WriteBoolean("keepsContentsApart", true);
            if (state.IsOfUnknownContent) json.WriteBoolean("isOfUnknownContent", true);
            if (state.IsPromised) json.WriteBoolean("isPromised", true);
            if (state.RemovesSource) json.WriteBoolean("removesSource", true);
            if (state.Lake is { } lake) WriteLake(json, lake);
            Optional(json, "bssId", state.BssId);
            Optional(json, "assetId", state.AssetId);
            if (state.StartedAt is { } startedAt) json.WriteString("startedAt", startedAt);
            Optional(json, "partDigests", state.PartDigests);
            foreach (var (name, value) in state.Unknown)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }

            json.WriteStartArray("completedParts");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        // The writer closed the array and the object; the parts and our own tail come in their place.
        return bytes.WrittenSpan[..(bytes.WrittenSpan.LastIndexOf((byte)'[') + 1)];
    }

    private static void WriteTarget(Utf8JsonWriter json, StateTarget target)
    {
        json.WriteStartObject("target");
        json.WriteString("namespace", target.Namespace);
        json.WriteString("space", target.Space);
        Optional(json, "episode", target.Episode);
        json.WriteString("name", target.Name);
        json.WriteEndObject();
    }

    private static void WriteLake(Utf8JsonWriter json, StateLake lake)
    {
        json.WriteStartObject("lake");
        json.WriteString("name", lake.Name);
        Optional(json, "bss", lake.Bss);
        Optional(json, "server", lake.Server);
        json.WriteEndObject();
    }

    private static void WriteFile(Utf8JsonWriter json, StateFile file)
    {
        json.WriteStartObject("file");
        json.WriteString("path", file.Path);
        json.WriteNumber("size", file.Identity.Size);
        json.WriteString("lastWrite", file.Identity.LastWrite);
        if (file.Identity.Changed is { } changed) json.WriteString("changed", changed);
        Optional(json, "fileId", file.Identity.FileId);
        Optional(json, "sha256", file.Sha256);
        if (file.HashedAt is { } hashedAt) json.WriteString("hashedAt", hashedAt);
        json.WriteEndObject();
    }

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }
}
