using System.Diagnostics.Metrics;

namespace DreamLake.Bss.Measures;

/// <summary>Counts what BSS does: uploads that begin and end, the parts and bytes of them, and what contents turn out to be.</summary>
internal sealed class BssMeter
{
    private readonly Counter<long> _begun;
    private readonly Counter<long> _completed;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _parts;
    private readonly Counter<long> _signed;
    private readonly Counter<long> _settled;
    private readonly Counter<long> _scrubbed;

    public BssMeter(IMeterFactory meters)
    {
        Meter = meters.Create(BssServices.MeterName);
        _begun = Meter.CreateCounter<long>(
            "dreamlake.uploads.begun", "{upload}", "Uploads that began, by whether their bytes are sent or were stored already.");
        _completed = Meter.CreateCounter<long>("dreamlake.uploads.completed", "{upload}", "Uploads that S3 made one object of.");
        _bytes = Meter.CreateCounter<long>("dreamlake.uploads.bytes", "By", "Bytes of completed uploads.");
        _parts = Meter.CreateCounter<long>("dreamlake.uploads.parts", "{part}", "Parts of completed uploads.");
        _signed = Meter.CreateCounter<long>("dreamlake.parts.signed", "{part}", "Parts whose URL was presigned.");
        _settled = Meter.CreateCounter<long>(
            "dreamlake.contents.settled", "{content}", "Contents that were read back, by what they turned out to be.");
        _scrubbed = Meter.CreateCounter<long>(
            "dreamlake.scrub.bytes", "By", "Bytes of contents that the scrub read again, as the tables have them.");
        // What has not happened yet is a zero, and not a gap.
        Completed(bytes: 0, parts: 0, uploads: 0);
        Signed(parts: 0);
        Scrubbed(bytes: 0);
    }

    /// <summary>What the gauges of BSS belong to as well.</summary>
    public Meter Meter { get; }

    /// <summary>An upload began.</summary>
    public void Begun(bool isStored) =>
        _begun.Add(1, KeyValuePair.Create<string, object?>("outcome", isStored ? "stored" : "sent"));

    /// <summary>S3 made one object of an upload.</summary>
    public void Completed(long bytes, int parts, int uploads = 1)
    {
        _completed.Add(uploads);
        _bytes.Add(bytes);
        _parts.Add(parts);
    }

    /// <summary>Parts were presigned.</summary>
    public void Signed(int parts) => _signed.Add(parts);

    /// <summary>A content was read back.</summary>
    /// <param name="result">What it turned out to be: the word of its state.</param>
    public void Settled(string result) => _settled.Add(1, KeyValuePair.Create<string, object?>("result", result));

    /// <summary>The scrub read a content again.</summary>
    public void Scrubbed(long bytes) => _scrubbed.Add(bytes);
}
