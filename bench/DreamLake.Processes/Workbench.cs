using System.Diagnostics;
using DreamLake.Processes.Loopback;

namespace DreamLake.Processes;

/// <summary>What all measurements share: the server, a folder of files to send, and our own programs, built anew.</summary>
/// <remarks>
/// Its folder is removed at the end. Files are of random bytes, and are in the page cache because they were just written.
/// </remarks>
internal sealed class Workbench : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dreamlake-bench-").FullName;
    private readonly string _repository;

    /// <summary>Builds our programs and starts the server.</summary>
    /// <param name="repository">The checkout's folder.</param>
    /// <exception cref="InvalidOperationException">Something did not build.</exception>
    public Workbench(string repository)
    {
        _repository = repository;
        Home = Directory.CreateDirectory(Path.Combine(_folder, "home")).FullName;
        PublishedCommand = Path.Combine(_folder, "published", "dreamlake");
        Dotnet("build", "-c", "Release", "src/DreamLake.Cli");
        Dotnet("build", "-c", "Release", "src/DreamLake.PowerShell");
        Dotnet("build", "-c", "Release", "bench/DreamLake.Session");
        Dotnet("build", "-c", "Release", "bench/DreamLake.Bench");
        Dotnet("publish", "src/DreamLake.Cli", "-o", Path.GetDirectoryName(PublishedCommand)!);
    }

    /// <summary>Takes what all send.</summary>
    public LoopbackServer Server { get; } = new();

    /// <summary>The server as a lake.</summary>
    public string Address => Server.Origin.AbsoluteUri.TrimEnd('/');

    /// <summary>The server as an S3.</summary>
    public string S3 => Address + "/s3";

    /// <summary>A home of its own: states are saved there.</summary>
    public string Home { get; }

    /// <summary><c>dreamlake</c>, published.</summary>
    public string PublishedCommand { get; }

    /// <summary><c>dreamlake.dll</c>, built.</summary>
    public string BuiltCommand => Path.Combine(_repository, "src/DreamLake.Cli/bin/Release/net10.0/dreamlake.dll");

    /// <summary>The program that hashes as the engine does.</summary>
    public string HashProgram => Path.Combine(_repository, "bench/DreamLake.Bench/bin/Release/net10.0/DreamLake.Bench.dll");

    /// <summary>The session that hosts PowerShell's engine.</summary>
    public string Session => Path.Combine(_repository, "bench/DreamLake.Session/bin/Release/net10.0/DreamLake.Session.dll");

    /// <summary>The module's folder.</summary>
    public string Module => Path.Combine(_repository, "out/DreamLake");

    /// <summary>A file of random bytes.</summary>
    public string RandomFile(string name, long size)
    {
        var path = Path.Combine(_folder, name);
        if (File.Exists(path)) return path;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var random = new Random(1 + name.Length);
        var buffer = new byte[(int)Math.Min(size, 1024 * 1024)];
        using var file = File.Create(path);
        for (var left = size; left > 0; left -= buffer.Length)
        {
            random.NextBytes(buffer);
            file.Write(buffer, 0, (int)Math.Min(left, buffer.Length));
        }

        return path;
    }

    /// <summary>A folder of files of random bytes, all different.</summary>
    public string RandomFiles(string name, int count, int size)
    {
        for (var i = 1; i <= count; i++)
        {
            var path = RandomFile(Path.Combine(name, $"{i:D5}.mp4"), size);
            using var file = File.OpenWrite(path);
            file.Write(BitConverter.GetBytes(i), 0, Math.Min(size, sizeof(int)));
        }

        return Path.Combine(_folder, name);
    }

    /// <summary>Files of one label each, which a lake takes in without ffmpeg; the folder they lie in.</summary>
    /// <param name="name">The folder's name.</param>
    /// <param name="count">How many.</param>
    /// <param name="size">Bytes of each; 40 or more.</param>
    public string LabelFiles(string name, int count, int size)
    {
        var folder = Path.Combine(_folder, name);
        Directory.CreateDirectory(folder);
        for (var i = 1; i <= count; i++)
        {
            var (begin, end) = ($"{{\"t\":{i},\"text\":\"", "\"}\n");
            File.WriteAllText(Path.Combine(folder, $"{i:D5}.jsonl"), begin + new string('x', size - begin.Length - end.Length) + end);
        }

        return folder;
    }

    /// <summary>A file without a byte on the disk: its size is all holes.</summary>
    public string SparseFile(string name, long size)
    {
        var path = Path.Combine(_folder, name);
        using var file = File.Create(path);
        file.SetLength(size);
        return path;
    }

    /// <summary>A file cut into slices of 10 MiB, for tools that send whole files; the folder they lie in.</summary>
    public static string SlicesOf(string file)
    {
        var folder = file + ".slices";
        if (Directory.Exists(folder)) return folder;
        Directory.CreateDirectory(folder);
        using var source = File.OpenRead(file);
        var buffer = new byte[10 * 1024 * 1024];
        for (var (number, read) = (1, 0); (read = source.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0; number++)
        {
            using var slice = File.Create(Path.Combine(folder, $"{number:D4}"));
            slice.Write(buffer, 0, read);
        }

        return folder;
    }

    /// <summary>A configuration file of aws: parts of 10 MB, so many requests at a time.</summary>
    public string AwsConfiguration(int concurrency)
    {
        var path = Path.Combine(_folder, $"aws-{concurrency}");
        File.WriteAllText(path, $"""
            [default]
            s3 =
              multipart_threshold = 10MB
              multipart_chunksize = 10MB
              max_concurrent_requests = {concurrency}
              addressing_style = path
            """);
        return path;
    }

    /// <summary>Removes a file or a folder that is not needed any more.</summary>
    public static void Remove(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        else File.Delete(path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Dotnet(params string[] arguments)
    {
        Console.Error.WriteLine("dotnet " + string.Join(' ', arguments));
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = _repository, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException(output);
    }
}
