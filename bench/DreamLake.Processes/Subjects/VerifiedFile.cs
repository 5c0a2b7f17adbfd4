using DreamLake.Processes.Report;

namespace DreamLake.Processes.Subjects;

/// <summary>One file of 1 GiB until the lake has read it back, beside its hash alone.</summary>
internal sealed class VerifiedFile(Workbench bench, int rounds) : Subject(bench, rounds)
{
    /// <inheritdoc/>
    public override string Name => "verified";

    /// <inheritdoc/>
    public override Section Measure()
    {
        var file = Bench.RandomFile("one.mp4", 1L << 30);
        using var lake = new ServedLake(Bench);
        var (commands, costs) = Race(
            Ours.UploadToLake(file, lake, "--wait verified"), Ours.UploadToLake(file, lake, ""), Others.Hash(file));
        return new Section(
            "One file of 1 GiB, verified",
            "To a lake that `dreamlake serve` runs on the same machine and disk, each time to a space of its own, so that all of it is sent, "
            + "stored and, with `--wait verified`, read back and hashed by the lake before the command ends. The file is hashed twice then, once "
            + "here and once there; `openssl` hashes it once and does nothing else. The lake's own processor time is not in the figures.",
            commands,
            costs,
            []);
    }
}
