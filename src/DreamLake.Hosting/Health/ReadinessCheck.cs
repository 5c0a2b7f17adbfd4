using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Hosting.Health;

/// <summary>One thing that a service cannot work without, and how it is reached.</summary>
/// <param name="Name">What a person calls it: <c>bucket</c>. No address and no secret.</param>
/// <param name="ReachAsync">Returns where it is reached, and throws whatever it likes where it is not.</param>
public sealed record ReadinessCheck(string Name, Func<CancellationToken, Task> ReachAsync);

/// <summary>Registers what a service cannot work without.</summary>
public static class ReadinessChecks
{
    /// <summary>Has <c>/readyz</c> look whether something is reached. Of several checks of one name the first counts.</summary>
    public static IServiceCollection AddReadinessCheck(
        this IServiceCollection services, string name, Func<IServiceProvider, CancellationToken, Task> reachAsync) =>
        services.AddSingleton(provider => new ReadinessCheck(name, token => reachAsync(provider, token)));

    /// <summary>Has <c>/readyz</c> look whether a folder can be written.</summary>
    public static IServiceCollection AddWritableFolderCheck(this IServiceCollection services, string name, string folder) =>
        services.AddReadinessCheck(name, (_, token) => WriteAsync(folder, token));

    // Missing folders are not made here: a disk that is not mounted would be written beside.
    private static async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        var probe = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        await using var file = new FileStream(Path.Combine(folder, $".ready-{Guid.NewGuid():N}"), probe);
        await file.WriteAsync(new byte[1], cancellationToken);
    }
}
