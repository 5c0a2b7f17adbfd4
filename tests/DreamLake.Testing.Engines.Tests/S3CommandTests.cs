using DreamLake.Testing.Engines.Ceph;
using DreamLake.Testing.Engines.S3;
using Xunit;

namespace DreamLake.Testing.Engines.Tests;

public sealed class S3CommandTests(CephFixture ceph) : IClassFixture<CephFixture>
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public Task Aws_stores_and_fetches() =>
        StoresAndFetchesAsync(
            S3Command.Aws(ceph.Engine.Endpoint),
            ["s3", "mb", "s3://aws"],
            ["s3", "cp", "FROM", "s3://aws/k"],
            ["s3", "cp", "s3://aws/k", "TO"]);

    [Fact]
    public Task Rclone_stores_and_fetches() =>
        StoresAndFetchesAsync(
            S3Command.Rclone(ceph.Engine.Endpoint),
            ["mkdir", "lake:rclone"],
            ["copyto", "FROM", "lake:rclone/k"],
            ["copyto", "lake:rclone/k", "TO"]);

    [Fact]
    public Task S3cmd_stores_and_fetches() =>
        StoresAndFetchesAsync(
            S3Command.S3cmd(ceph.Engine.Endpoint),
            ["mb", "s3://s3cmd"],
            ["put", "FROM", "s3://s3cmd/k"],
            ["get", "s3://s3cmd/k", "TO"]);

    private static async Task StoresAndFetchesAsync(S3Command command, params string[][] runs)
    {
        var folder = Directory.CreateTempSubdirectory("dreamlake-s3-");
        try
        {
            var (from, to) = (Path.Combine(folder.FullName, "from"), Path.Combine(folder.FullName, "to"));
            await File.WriteAllTextAsync(from, "episode", CancellationToken);
            foreach (var run in runs)
            {
                await command.RunAsync(CancellationToken, [.. run.Select(word => word switch { "FROM" => from, "TO" => to, _ => word })]);
            }

            Assert.Equal("episode", await File.ReadAllTextAsync(to, CancellationToken));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
