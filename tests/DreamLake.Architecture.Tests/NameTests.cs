using Mono.Cecil;
using Xunit;

namespace DreamLake.Architecture.Tests;

/// <summary>Rules of names that .editorconfig cannot say.</summary>
public sealed class NameTests
{
    private static readonly string[] Awaited =
    [
        "System.Threading.Tasks.Task", "System.Threading.Tasks.Task`1", "System.Threading.Tasks.ValueTask",
        "System.Threading.Tasks.ValueTask`1", "System.Collections.Generic.IAsyncEnumerable`1",
    ];

    public static TheoryData<string> Projects => [.. SourceTree.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_parameter_that_cancels_is_called_cancellationToken(string project)
    {
        using var module = ModuleDefinition.ReadModule(SourceTree.AssemblyOf(project));
        var others = OwnMethods(module)
            .Where(method => method.Parameters.Any(parameter =>
                parameter.ParameterType.FullName == "System.Threading.CancellationToken" && parameter.Name != "cancellationToken"))
            .Select(method => $"{method.DeclaringType.Name}.{method.Name}");
        Violations.None(others);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_method_whose_answer_is_awaited_ends_in_Async(string project)
    {
        using var module = ModuleDefinition.ReadModule(SourceTree.AssemblyOf(project));
        var others = OwnMethods(module)
            .Where(method => !method.IsSpecialName && Awaited.Contains(method.ReturnType.GetElementType().FullName))
            .Where(method => !method.Name.EndsWith("Async", StringComparison.Ordinal))
            .Select(method => $"{method.DeclaringType.Name}.{method.Name}");
        Violations.None(others);
    }

    /// <summary>Methods that we named: neither the compiler's, nor overrides, whose names and parameters are their base's.</summary>
    private static IEnumerable<MethodDefinition> OwnMethods(ModuleDefinition module) => module.GetTypes()
        .Where(type => !type.Name.Contains('<', StringComparison.Ordinal) && type.BaseType?.Name != "MulticastDelegate")
        .SelectMany(type => type.Methods)
        .Where(method => !method.Name.Contains('<', StringComparison.Ordinal) && !method.HasOverrides
            && (!method.IsVirtual || method.IsNewSlot));
}
