using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Hosting;

/// <summary>What the query of any address may hold.</summary>
internal static class QueryRules
{
    /// <summary>Refuses a control character in it, as <see cref="FieldTextConverter"/> does in a body.</summary>
    /// <exception cref="RefusalException">400.</exception>
    public static Task EnforceAsync(HttpContext context, RequestDelegate next)
    {
        foreach (var (name, values) in context.Request.Query)
        {
            if (name.Any(char.IsControl) || values.Any(value => value?.Any(char.IsControl) == true))
                throw RefusalException.Malformed($"The parameter '{NameRules.Printable(name)}' of the address holds a control character.");
        }

        return next(context);
    }
}
