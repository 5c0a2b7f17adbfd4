using System.CommandLine;
using DreamLake.Serving.Lake;
using DreamLake.StagingPool;

namespace DreamLake.Serving.Commands;

/// <summary><c>dreamlake pool-credentials</c>: what S3 tools need to reach the staging pool.</summary>
internal static class PoolCredentialsCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Examples:
          dreamlake pool-credentials --form aws >> ~/.aws/config
          aws --profile dreamlake s3 mb s3://mine

          dreamlake pool-credentials --form rclone >> ~/.config/rclone/rclone.conf
          rclone copy recordings dreamlake:mine

          eval "$(dreamlake pool-credentials --form environment)"

        They open buckets of your own, and read the lake's bucket; only the lake writes that one.
        """;

    private const string Region = "us-east-1";
    private static readonly Option<string?> Folder = FolderOption.Create();
    private static readonly Option<string?> Form =
        new("--form") { Description = "aws, rclone, environment or powershell. Default: all of them.", HelpName = "FORM" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Form.AcceptOnlyFromAmong("aws", "rclone", "environment", "powershell");
        var command = new Command("pool-credentials",
            "Prints what S3 tools (aws, rclone, boto3, s3cmd) need to use this machine's staging pool.") { Folder, Form };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var folder = LakeFolder.Of(parsed.GetValue(Folder));
        var secrets = folder.ReadSecrets()
            ?? throw new UsageException($"There is no lake in '{folder.Path}' yet: 'dreamlake serve' makes one.", ExitCode.NoLake);
        var running = folder.Running();
        if (running is { Pool: null })
            throw new UsageException(
                $"The lake in '{folder.Path}' keeps its bytes in another S3 (--s3): use that one's credentials.", ExitCode.NoLake);
        var address = (running?.Pool ?? LakeAddresses.DefaultPool).GetLeftPart(UriPartial.Authority);
        var access = secrets.PersonalPoolAccess(PoolConnection.LakeBucket);
        var forms = Forms(address, access);
        Console.WriteLine(parsed.GetValue(Form) is { } form ? forms[form] : string.Join("\n\n", forms.Values));
        return ExitCode.AllStored;
    }

    private static Dictionary<string, string> Forms(string address, PersonalAccess access) => new(StringComparer.Ordinal)
    {
        ["aws"] = $"""
            # ~/.aws/config (before version 2.13 the command needs --endpoint-url {address} too)
            [profile dreamlake]
            aws_access_key_id = {access.AccessKey}
            aws_secret_access_key = {access.SecretKey}
            region = {Region}
            endpoint_url = {address}
            s3 =
                addressing_style = path
            """,
        ["rclone"] = $"""
            # ~/.config/rclone/rclone.conf
            [dreamlake]
            type = s3
            provider = Other
            access_key_id = {access.AccessKey}
            secret_access_key = {access.SecretKey}
            region = {Region}
            endpoint = {address}
            force_path_style = true
            """,
        ["environment"] = $"""
            # a shell
            export AWS_ACCESS_KEY_ID={access.AccessKey}
            export AWS_SECRET_ACCESS_KEY={access.SecretKey}
            export AWS_DEFAULT_REGION={Region}
            export AWS_ENDPOINT_URL={address}
            """,
        ["powershell"] = $"""
            # PowerShell
            $env:AWS_ACCESS_KEY_ID = '{access.AccessKey}'
            $env:AWS_SECRET_ACCESS_KEY = '{access.SecretKey}'
            $env:AWS_DEFAULT_REGION = '{Region}'
            $env:AWS_ENDPOINT_URL = '{address}'
            """,
    };
}
