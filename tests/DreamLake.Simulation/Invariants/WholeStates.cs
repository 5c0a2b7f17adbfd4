using System.Text;
using System.Text.Json;
using DreamLake.Simulation.Disk;

namespace DreamLake.Simulation.Invariants;

/// <summary>A state on the disk is a whole document of the protocol that holds no secret, after every single change.</summary>
internal sealed class WholeStates(SimulatedDisk disk, string folder, Verdict verdict, Secrets secrets, TrueStates truth)
{
    private static readonly string[] Fields = ["uploadId", "key", "totalParts", "completedParts"];

    /// <summary>Something was changed at a path.</summary>
    public void OnChange(string path)
    {
        if (!path.StartsWith(folder, StringComparison.Ordinal) || !path.EndsWith(".json", StringComparison.Ordinal)) return;
        if (disk.BytesOf(path) is not { } bytes) return;
        secrets.Check("A state", Encoding.UTF8.GetString(bytes));
        try
        {
            using var state = JsonDocument.Parse(bytes);
            foreach (var name in Fields)
            {
                if (!state.RootElement.TryGetProperty(name, out _)) verdict.Break($"The state '{path}' lacks {name}.");
            }

            truth.Check(state.RootElement);
        }
        catch (JsonException fault)
        {
            verdict.Break($"The state '{path}' is no whole document: {fault.Message}");
        }
    }
}
