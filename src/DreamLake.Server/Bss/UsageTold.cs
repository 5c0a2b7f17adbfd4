using System.Text.Json.Serialization;

namespace DreamLake.Server.Bss;

/// <summary>What a namespace has, as BSS tells it.</summary>
/// <param name="Bytes">Bytes of its contents, those that uploads under way will have included.</param>
/// <param name="Objects">Contents, uploads under way included.</param>
/// <param name="OpenUploads">Uploads under way.</param>
/// <param name="WaitingJobs">Files that wait to be split.</param>
internal sealed record UsageTold(long Bytes, long Objects, long OpenUploads, long WaitingJobs);

/// <summary>How it is read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(UsageTold))]
internal sealed partial class UsageJson : JsonSerializerContext;
