using System.Text;
using System.Text.Json;
using DreamLake.Protocol;

namespace DreamLake.Simulation.Network;

/// <summary>A call as it would have been alone, whether it was or was an item of a batch.</summary>
/// <param name="Body">Its body.</param>
/// <param name="Answer">What it was answered.</param>
/// <param name="Status">With which status.</param>
internal sealed record SingleCall(byte[] Body, byte[] Answer, int Status)
{
    /// <summary>Whether it was answered 2xx.</summary>
    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>The calls that a batch was.</summary>
    public static IEnumerable<SingleCall> ItemsOf(byte[] batch, byte[] answer)
    {
        var answers = Items(answer);
        return [.. Items(batch).Zip(answers, (item, one) =>
            new SingleCall(BytesOf(item), BytesOf(one), RefusedItem.Of(one)?.Status ?? 200))];
    }

    private static byte[] BytesOf(JsonElement item) => Encoding.UTF8.GetBytes(item.GetRawText());

    /// <summary>The items of a batch, or of its answer.</summary>
    public static IReadOnlyList<JsonElement> Items(byte[] message) =>
        [.. JsonSerializer.Deserialize(message, ProtocolJson.Default.BatchCallRequest)!.Items!];
}
