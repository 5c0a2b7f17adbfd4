namespace DreamLake.Simulation.Scripts;

/// <summary>What a file holds.</summary>
/// <param name="Kind">Which content; -1 and -2 are two contents whose SHA-256 begin with the same 16 hex digits.</param>
/// <param name="Length">Bytes, where the kind does not say.</param>
internal sealed record Content(int Kind, int Length)
{
    /// <summary>The size of a part in this world.</summary>
    public const int PartSize = 8;

    /// <summary>The pair of contents with the same 16 digits.</summary>
    public static Content[] Pair => [new(-1, 26), new(-2, 26)];

    /// <summary>Its bytes.</summary>
    public byte[] Bytes()
    {
        if (Kind == -1) return "{\"id\":\"3ad3724e365c26c2\"}\n"u8.ToArray();
        if (Kind == -2) return "{\"id\":\"eed10703d6643970\"}\n"u8.ToArray();
        var bytes = new byte[Length];
        var chance = new Chance(Kind, "content", Length);
        for (var at = 0; at < Length; at++) bytes[at] = (byte)chance.Next(0, 256);
        return bytes;
    }

    public override string ToString() => $"content {Kind} of {Length} bytes";
}
