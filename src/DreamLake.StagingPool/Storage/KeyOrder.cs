using System.Text;

namespace DreamLake.StagingPool.Storage;

/// <summary>The order that S3 lists keys in: that of their UTF-8 bytes, which is not that of UTF-16.</summary>
internal sealed class KeyOrder : IComparer<string>
{
    public static readonly KeyOrder Instance = new();

    public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
}
