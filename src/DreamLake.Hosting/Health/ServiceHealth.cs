using System.Text.Json.Serialization;

namespace DreamLake.Hosting.Health;

/// <summary>That a service is well.</summary>
/// <param name="Status"><c>alive</c> or <c>ready</c>.</param>
internal sealed record ServiceHealth(string Status);

/// <summary>That a service cannot work, as a problem.</summary>
/// <param name="Status">503.</param>
/// <param name="Title">In two words.</param>
/// <param name="Detail">In a sentence.</param>
/// <param name="NotReached">What is not reached, by name.</param>
/// <param name="RequestId">The request's id.</param>
internal sealed record NotReady(int Status, string Title, string Detail, IReadOnlyList<string> NotReached, string RequestId);

/// <summary>How both are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ServiceHealth))]
[JsonSerializable(typeof(NotReady))]
internal sealed partial class HealthJson : JsonSerializerContext;
