namespace DreamLake.Serving.Lake;

/// <summary>How warnings and errors of the services are written to standard error.</summary>
internal enum LogStyle
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A line each, for people.</summary>
    Text,

    /// <summary>A JSON object a line, with the scopes: the id of the request is one.</summary>
    Json,
}
