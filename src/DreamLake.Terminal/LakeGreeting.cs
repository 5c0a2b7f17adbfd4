using System.Text.Json.Serialization;

namespace DreamLake.Terminal;

/// <summary>
/// What <c>dreamlake-lake local</c> tells the <c>upload --local</c> that started it: one line of JSON on the pipe between them.
/// </summary>
/// <param name="Folder">The lake's folder, whole.</param>
/// <param name="Bss">BSS's address.</param>
/// <param name="Server">DreamLake Server's address.</param>
/// <param name="Token">A token of the machine's owner. It goes no further than the two processes.</param>
/// <param name="IsServed">Whether <c>serve</c> runs the lake, so that it stays when the upload has ended.</param>
/// <param name="Missing">What to install before the lake can split recordings; null where nothing is missing.</param>
internal sealed record LakeGreeting(string Folder, Uri Bss, Uri Server, string Token, bool IsServed, string? Missing)
{
    /// <summary>Never the token.</summary>
    public override string ToString() => $"the lake in '{Folder}'";
}

/// <summary>The greeting as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LakeGreeting))]
internal sealed partial class GreetingJson : JsonSerializerContext;
