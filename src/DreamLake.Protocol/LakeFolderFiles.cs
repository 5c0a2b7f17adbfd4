namespace DreamLake.Protocol;

/// <summary>Where the lake of a person's own machine lies, and what in its folder is read by clients on that machine.</summary>
public static class LakeFolderFiles
{
    /// <summary>Says where the lake that a process runs listens, while it does: <c>bss</c>, <c>server</c>, <c>isServing</c>.</summary>
    public const string Running = "running.json";

    /// <summary>The token of the machine's owner, readable by them alone.</summary>
    public const string Token = "token";

    /// <summary>Locked by the process that runs the lake, for as long as it does.</summary>
    public const string Lock = "lake.lock";

    /// <summary>The folder where none is named: <c>~/.dreamlake/lake</c>.</summary>
    public static string UsualFolder() => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
        ".dreamlake", "lake");
}
