namespace DreamLake.Engine.Services;

/// <summary>The body of a batch call, put together of bodies that are written already.</summary>
internal static class BatchBody
{
    /// <summary>The body of some items.</summary>
    public static byte[] Of(IReadOnlyList<byte[]> items)
    {
        using var body = new MemoryStream();
        body.Write("{\"items\":["u8);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) body.Write(","u8);
            body.Write(items[i]);
        }

        body.Write("]}"u8);
        return body.ToArray();
    }
}

/// <summary>What a call is sent as.</summary>
/// <param name="Alone">The body of the single call.</param>
/// <param name="Item">The item of a batch call.</param>
internal sealed record GatheredMessage(byte[] Alone, byte[] Item)
{
    /// <summary>The same for both, as most are.</summary>
    public GatheredMessage(byte[] body)
        : this(body, body)
    {
    }
}

/// <summary>What came of one item of a batch call.</summary>
/// <param name="Body">The single call's answer, or its refusal.</param>
/// <param name="Bearer">The token that the batch was sent with, for a refusal that quotes it.</param>
/// <param name="RequestId">The id of the batch in the service's log.</param>
internal sealed record ItemAnswer(System.Text.Json.JsonElement Body, string? Bearer, string? RequestId);
