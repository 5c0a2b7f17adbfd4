using System.Text.Json;
using DreamLake.Protocol;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace DreamLake.Server.Catalog;

/// <summary>Keeps what is known of a content as JSON.</summary>
internal sealed class MetadataText() : ValueConverter<AssetMetadata, string>(
    metadata => JsonSerializer.Serialize(metadata, ProtocolJson.Default.AssetMetadata),
    text => JsonSerializer.Deserialize(text, ProtocolJson.Default.AssetMetadata)!);
