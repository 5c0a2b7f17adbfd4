using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DreamLake.Engine.Lookup;
using DreamLake.Engine.Stages;

namespace DreamLake.Engine;

/// <summary>What a lake said of names a moment ago: a plan asks, and the run that follows it need not ask again.</summary>
/// <remarks>
/// Give the same one to <see cref="UploadOptions.AskedNames"/> of both. Whichever comes to a name second takes what the other was told, and
/// then it is forgotten. It holds 10,000 names at most, some megabytes, and nothing of it is believed for longer than a minute: what the
/// lake has may change.
/// </remarks>
public sealed class AskedNames
{
    private const int MostNames = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private readonly Dictionary<UInt128, Said> _names = [];

    /// <summary>Takes the answer to a name, which may still be under way; null where it has to be asked for.</summary>
    internal (Task<IReadOnlyList<NameAnswer>> Answers, int Index)? Take(UploadTarget target, TimeProvider time)
    {
        lock (_gate)
        {
            if (!_names.Remove(KeyOf(target), out var said)) return null;
            return IsFresh(said, time) ? (said.Answers, said.Index) : null;
        }
    }

    /// <summary>Keeps the answers to a question, in its order; those that the lake does not give are forgotten.</summary>
    internal void Keep(IReadOnlyList<UploadTarget> targets, Task<IReadOnlyList<NameAnswer>> answers, TimeProvider time)
    {
        lock (_gate)
        {
            for (var index = 0; index < targets.Count && (_names.Count < MostNames || MakeRoom(time)); index++)
                _names[KeyOf(targets[index])] = new Said(answers, index, time.GetTimestamp());
        }

        _ = ForgetUntoldAsync(targets, answers);
    }

    // 16 bytes of a hash that nobody can aim at another name: the names themselves would be most of what is held.
    private static UInt128 KeyOf(UploadTarget target)
    {
        var text = $"{target.Lake.Name}\n{target.Episode}\n{target.Type.Word}\n{target.Name}";
        return BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static bool IsFresh(Said said, TimeProvider time) => time.GetElapsedTime(said.At) < Longest;

    private bool MakeRoom(TimeProvider time)
    {
        foreach (var old in _names.Where(name => !IsFresh(name.Value, time)).Select(name => name.Key).ToArray()) _names.Remove(old);
        return _names.Count < MostNames;
    }

    private async Task ForgetUntoldAsync(IReadOnlyList<UploadTarget> targets, Task<IReadOnlyList<NameAnswer>> answers)
    {
        var told = await answers.ConfigureAwait(false);
        lock (_gate)
        {
            for (var index = 0; index < targets.Count; index++)
            {
                if (index >= told.Count || !told[index].IsTold) _names.Remove(KeyOf(targets[index]));
            }
        }
    }

    private readonly record struct Said(Task<IReadOnlyList<NameAnswer>> Answers, int Index, long At);
}
