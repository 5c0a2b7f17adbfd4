using System.Globalization;
using System.Text.Json;

namespace DreamLake.Hosting.Audit;

/// <summary>The audit log as JSON lines, where the options ask for them.</summary>
internal sealed class AuditLines : IDisposable
{
    private readonly List<TextWriter> _outputs = [];
    private readonly StreamWriter? _file;

    public AuditLines(AuditOptions options, string service, TextWriter? standardOutput)
    {
        if (options.Stdout && standardOutput is not null) _outputs.Add(standardOutput);
        if (options.Folder is not { } folder) return;
        Directory.CreateDirectory(folder);
        // One for each process: none writes over another's lines.
        var name = string.Create(CultureInfo.InvariantCulture, $"audit-{service}-{Environment.ProcessId}.jsonl");
        _file = new StreamWriter(new FileStream(Path.Combine(folder, name), FileMode.Append, FileAccess.Write, FileShare.Read));
        _outputs.Add(_file);
    }

    /// <summary>Writes entries.</summary>
    public void Write(IEnumerable<AuditEntry> entries)
    {
        if (_outputs.Count == 0) return;
        foreach (var entry in entries)
        {
            var line = JsonSerializer.Serialize(entry, AuditJson.Default.AuditEntry);
            foreach (var output in _outputs) output.WriteLine(line);
        }

        foreach (var output in _outputs) output.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
