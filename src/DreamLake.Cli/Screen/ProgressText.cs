using DreamLake.Engine;

namespace DreamLake.Cli.Screen;

/// <summary>The progress of a run as one line of text.</summary>
/// <param name="files">How many files the run has.</param>
/// <param name="bytes">How many bytes they have.</param>
/// <param name="time">The clock for speed and time left.</param>
internal sealed class ProgressText(int files, long bytes, TimeProvider time)
{
    private const int BarWidth = 24;
    private readonly Queue<(long At, long Sent)> _samples = new();

    /// <summary>The line for a moment.</summary>
    /// <param name="snapshot">The moment.</param>
    /// <param name="bytesEnded">Bytes of the files that have ended.</param>
    public string Line(UploadSnapshot snapshot, long bytesEnded)
    {
        var speed = Speed(snapshot.BytesSent);
        var stored = Math.Min(bytes, bytesEnded + snapshot.Files.Sum(file => file.BytesStored));
        // A file is done once it is registered: until the last one is, there is something left.
        var percent = bytes == 0 ? 100 * snapshot.FilesDone / Math.Max(1, files) : (int)Math.Min(snapshot.FilesDone < files ? 99 : 100, 100 * stored / bytes);
        var bar = new string('=', BarWidth * percent / 100).PadRight(BarWidth);
        var line = $"{What(snapshot)}  [{bar}] {percent,3} %  {Units.Size(stored)} of {Units.Size(bytes)}";
        if (speed < 1) return line;
        line += $"  {Units.Size(speed)}/s";
        return stored < bytes ? line + $"  {Units.Time(TimeSpan.FromSeconds((bytes - stored) / speed))} left" : line;
    }

    private string What(UploadSnapshot snapshot)
    {
        // Once all have ended, only --local still has something to wait for.
        var name = snapshot.Files is [var current, ..] ? $"{Path.GetFileName(current.Path)}: {Doing(current)}"
            : snapshot.FilesDone == files ? "stored; the lake splits for streaming" : "";
        return files == 1 ? name : $"{snapshot.FilesDone} of {files} files  {name}".TrimEnd();
    }

    private static string Doing(FileSnapshot file) => file.Step switch
    {
        UploadStepName.IdentifyFile => file.Size == 0 ? "looking" : $"hashing {100 * file.BytesHashed / file.Size} %",
        UploadStepName.FindState or UploadStepName.InitMultipart => "starting",
        UploadStepName.PutParts => $"sending part {Math.Min(file.Parts, file.PartsDone + 1)} of {file.Parts}",
        UploadStepName.CompleteMultipart => "completing",
        _ => "registering",
    };

    // Over the last five seconds: long enough to be calm, short enough to be true.
    private double Speed(long sent)
    {
        var now = time.GetTimestamp();
        _samples.Enqueue((now, sent));
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.Peek().At, now) > TimeSpan.FromSeconds(5)) _samples.Dequeue();
        var (since, before) = _samples.Peek();
        var seconds = time.GetElapsedTime(since, now).TotalSeconds;
        return seconds < 0.2 ? 0 : (sent - before) / seconds;
    }
}
