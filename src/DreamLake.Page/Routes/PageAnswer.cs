using Microsoft.AspNetCore.Components;

namespace DreamLake.Page.Routes;

/// <summary>What a view is to be rendered with.</summary>
/// <param name="View">The component.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Status">The HTTP status. Default: 200.</param>
internal sealed record PageAnswer(Type View, Dictionary<string, object?> Parameters, int Status = 200)
{
    /// <summary>A view.</summary>
    public static PageAnswer Of<TView>(params (string Name, object? Value)[] parameters) where TView : IComponent =>
        new(typeof(TView), parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value));
}
