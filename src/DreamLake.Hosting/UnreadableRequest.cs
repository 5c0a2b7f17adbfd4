using System.Text.Json;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Hosting;

/// <summary>
/// Says what is wrong with a request that could not be read, in words of the protocol: the framework's own name types of the code.
/// </summary>
internal static class UnreadableRequest
{
    private const string WholeBody = "$";

    /// <summary>A sentence for the person at the other end; null where the status says it all.</summary>
    public static string? DetailOf(BadHttpRequestException fault) => fault switch
    {
        { InnerException: JsonException { Path: { } path, Message: var message } } when message.StartsWith(
            FieldTextConverter.Fault, StringComparison.Ordinal) =>
            $"The request could not be read: the field at '{NameRules.Printable(path)}' holds a control character.",
        { InnerException: JsonException { Path: { } path } } when path != WholeBody =>
            $"The request could not be read: its body is not valid JSON, or not of this address's form, at '{NameRules.Printable(path)}'.",
        { InnerException: JsonException } => "The request could not be read: its body is not a JSON object.",
        { StatusCode: StatusCodes.Status400BadRequest } =>
            "The request could not be read: its body, which has to be a JSON object, is missing or cut short, or a parameter of its " +
            "address is malformed.",
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => BodyLimits.TooLarge,
        _ => null,
    };
}
