using DreamLake.Engine;
using DreamLake.Presentation.Folders;

namespace DreamLake.Presentation;

/// <summary>What a run will do, added up: files and bytes by what becomes of them and by type.</summary>
public sealed class UploadPlan
{
    private readonly SortedDictionary<PlannedCourse, SortedDictionary<string, (int Files, long Bytes)>> _courses = [];

    /// <summary>What is left out.</summary>
    public LeftOutTally LeftOut { get; } = new();

    /// <summary>Files that cannot be uploaded as they are.</summary>
    public int Failed { get; private set; }

    /// <summary>Files that are uploaded.</summary>
    public int Files => _courses.Values.Sum(types => types.Values.Sum(type => type.Files));

    /// <summary>Bytes of the files that are uploaded.</summary>
    public long Bytes => _courses.Values.Sum(types => types.Values.Sum(type => type.Bytes));

    /// <summary>Counts a file that is uploaded.</summary>
    public void Add(UploadPreview preview)
    {
        var course = preview.IsAlreadyStored ? PlannedCourse.AlreadyStored
            : preview.IsResume ? PlannedCourse.Resume
            : preview.Replaces is not null ? PlannedCourse.Replace
            : PlannedCourse.Send;
        if (!_courses.TryGetValue(course, out var types)) _courses[course] = types = new(StringComparer.Ordinal);
        var (files, bytes) = types.GetValueOrDefault(preview.Type.Name);
        types[preview.Type.Name] = (files + 1, bytes + preview.Size);
    }

    /// <summary>Counts something that is left out.</summary>
    public void Add(LeftOut left) => LeftOut.Add(left);

    /// <summary>Counts a file that cannot be uploaded as it is.</summary>
    public void AddFailed() => Failed++;

    /// <summary>The plan, a line for each course: <c>2 files to send, 1.2 GiB (1 Video 1.1 GiB, 1 Audio 0.1 GiB)</c>.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var (course, types) in _courses) yield return $"{Text(course, types)}.";
        if (Failed > 0) yield return $"{Units.Count(Failed, "file")} cannot be uploaded.";
        if (LeftOut.Count > 0) yield return $"left out: {LeftOut}.";
    }

    private static string Text(PlannedCourse course, SortedDictionary<string, (int Files, long Bytes)> types)
    {
        var (files, bytes) = (types.Values.Sum(type => type.Files), types.Values.Sum(type => type.Bytes));
        var each = types.Select(type => $"{type.Value.Files} {type.Key} {Units.Size(type.Value.Bytes)}");
        return $"{Units.Count(files, "file")} {Words(course)}, {Units.Size(bytes)} ({string.Join(", ", each)})";
    }

    private static string Words(PlannedCourse course) => course switch
    {
        PlannedCourse.Send => "to send",
        PlannedCourse.Replace => "to send, replacing others",
        PlannedCourse.AlreadyStored => "already stored",
        _ => "to resume",
    };

    private enum PlannedCourse
    {
        Send,
        Replace,
        Resume,
        AlreadyStored,
    }
}
