namespace DreamLake.PowerShell.Tests.Hosting;

/// <summary>The environment of a session: a home folder and a lake; restored afterwards.</summary>
internal sealed class ScopedEnvironment : IDisposable
{
    private readonly Dictionary<string, string?> _before = [];

    public ScopedEnvironment(string home, Uri? bss, Uri? server, string? token)
    {
        Set("HOME", home);
        Set("USERPROFILE", home);
        Set("DREAMLAKE_BSS_URL", bss?.AbsoluteUri);
        Set("DREAMLAKE_REMOTE", server?.AbsoluteUri);
        Set("DREAMLAKE_API_KEY", token);
    }

    public void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
    }
}
