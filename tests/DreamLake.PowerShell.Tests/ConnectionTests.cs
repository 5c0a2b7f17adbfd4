using System.Management.Automation;
using System.Security;
using DreamLake.Engine.Tests.Lake;
using DreamLake.PowerShell.Tests.Hosting;
using Xunit;

namespace DreamLake.PowerShell.Tests;

public sealed class ConnectionTests
{
    [Fact]
    public async Task The_environment_is_the_default_and_the_token_is_never_shown()
    {
        await using var scene = await Scene.StartAsync();
        var connection = Assert.Single(scene.Run("Get-DreamLakeConnection").Clean().Output);
        Assert.Equal(
            new object[] { scene.Lake.Address, scene.Lake.Address, "alice", "DREAMLAKE_API_KEY" },
            connection.Properties.Select(property => property.Value));
        Assert.DoesNotContain(
            connection.Properties,
            property => property.Value?.ToString()?.Contains(FakeLake.Token, StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Without_anything_set_the_protocols_addresses_count()
    {
        await using var scene = await Scene.StartAsync();
        using var bare = new ScopedEnvironment(scene.Home, null, null, null);
        var connection = Assert.Single(scene.Run("Get-DreamLakeConnection").Clean().Output);
        Assert.Equal(
            new object?[] { new Uri("http://localhost:10234"), new Uri("http://localhost:10334"), null, "None" },
            connection.Properties.Select(property => property.Value));
    }

    [Fact]
    public async Task What_a_session_connects_to_counts_until_it_disconnects_and_for_no_other_session()
    {
        await using var scene = await Scene.StartAsync();
        using var bare = new ScopedEnvironment(scene.Home, null, null, null);
        scene.File("a.mp4");
        var connected = Connect(scene, FakeLake.Token);
        Assert.Equal(("alice", "Connect-DreamLake"), (connected.Properties["Namespace"].Value, connected.Properties["TokenSource"].Value));
        Assert.Single(scene.Run("Send-DreamLakeFile a.mp4 -Episode robotics:x").Clean().Output);
        using var other = ModuleSession.Open();
        Assert.Equal("None", Assert.Single(other.Run("Get-DreamLakeConnection").Clean().Output).Properties["TokenSource"].Value);
        scene.Run("Disconnect-DreamLake").Clean();
        Assert.Equal("None", Assert.Single(scene.Run("Get-DreamLakeConnection").Clean().Output).Properties["TokenSource"].Value);
    }

    [Fact]
    public async Task Removing_the_module_forgets_the_connection()
    {
        await using var scene = await Scene.StartAsync();
        Connect(scene, FakeLake.Token);
        Assert.Equal("DREAMLAKE_API_KEY", Assert.Single(
            scene.Run($"Remove-Module DreamLake; Import-Module '{Repository.Module}'; Get-DreamLakeConnection").Clean().Output).Properties["TokenSource"].Value);
    }

    [Theory]
    [InlineData("Connect-DreamLake -BssUrl ftp://x")]
    [InlineData("Connect-DreamLake -ServerUrl nowhere")]
    public async Task An_address_that_can_be_none_is_refused_and_nothing_changes(string script)
    {
        await using var scene = await Scene.StartAsync();
        scene.Run(script).Ended("InvalidConnection");
        Assert.Equal(scene.Lake.Address, Assert.Single(scene.Run("Get-DreamLakeConnection").Clean().Output).Properties["BssUrl"].Value);
    }

    [Fact]
    public async Task A_token_that_can_be_none_is_refused_and_not_shown()
    {
        await using var scene = await Scene.StartAsync();
        using var shell = scene.Session.Shell("param($Token) Connect-DreamLake -Token $Token");
        shell.AddParameter("Token", Secure("not a token"));
        shell.Invoke();
        var error = Assert.Single(shell.Streams.Error);
        Assert.StartsWith("InvalidConnection", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.DoesNotContain("not a token", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_in_an_address_is_not_shown()
    {
        await using var scene = await Scene.StartAsync();
        Assert.Equal(new Uri("http://lake.test/bss"), Assert.Single(
            scene.Run("Connect-DreamLake -BssUrl http://user:pass@lake.test/bss -SkipCheck").Clean().Output).Properties["BssUrl"].Value);
    }

    [Fact]
    public async Task A_lake_that_is_not_there_or_refuses_the_token_is_not_connected_to()
    {
        await using var scene = await Scene.StartAsync();
        scene.Run("Connect-DreamLake http://127.0.0.1:1 http://127.0.0.1:1").Ended("LakeUnreachable");
        scene.Lake.Intercept = async context =>
        {
            await FakeLake.Problem(context, 401, "no");
            return true;
        };
        scene.Run("Connect-DreamLake").Ended("TokenRefused");
        var tested = scene.Run("Test-DreamLakeConnection").Clean();
        Assert.Equal(false, Assert.Single(tested.Output).BaseObject);
        Assert.Contains("refused", Assert.Single(tested.Warnings), StringComparison.Ordinal);
        scene.Lake.Intercept = _ => Task.FromResult(false);
        Assert.Equal(true, Assert.Single(scene.Run("Test-DreamLakeConnection").Clean().Output).BaseObject);
        Assert.Equal(scene.Lake.Address, Assert.Single(scene.Run("Get-DreamLakeConnection").Clean().Output).Properties["BssUrl"].Value);
    }

    [Fact]
    public async Task A_connection_object_is_taken_by_another_session_that_knows_nothing_else()
    {
        await using var scene = await Scene.StartAsync();
        using var bare = new ScopedEnvironment(scene.Home, null, null, null);
        var file = scene.File("a.mp4");
        var connected = Connect(scene, FakeLake.Token);
        using var other = ModuleSession.Open();
        using var shell = other.Shell($"param($C) Send-DreamLakeFile '{file.FullName}' -Episode robotics:x -Connection $C");
        shell.AddParameter("C", connected);
        Assert.Equal("Stored", Assert.Single(shell.Invoke()).Properties["Status"].Value);
        Assert.Empty(shell.Streams.Error);
    }

    [Theory]
    [InlineData("x.y.z", "The token is garbled")]
    [InlineData("word", "The token is none")]
    [InlineData(null, "No token is set")]
    public async Task A_token_that_is_refused_is_the_error_it_is(string? token, string expected)
    {
        await using var scene = await Scene.StartAsync();
        using var environment = new ScopedEnvironment(scene.Home, scene.Lake.Address, scene.Lake.Address, token);
        scene.Lake.Intercept = async context =>
        {
            await FakeLake.Problem(context, 401, "no");
            return true;
        };
        scene.File("a.mp4");
        var ran = scene.Run("Send-DreamLakeFile a.mp4 -Episode alice@robotics:x -WarningAction SilentlyContinue");
        Assert.Contains(expected, ran.Ended("TokenRefused").ErrorDetails.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_without_a_vault_is_told()
    {
        await using var scene = await Scene.StartAsync();
        scene.Run("Connect-DreamLake -TokenSecret lake").Ended("SecretNotFound");
    }

    [Fact]
    public async Task Why_a_vault_gives_no_secret_is_told_in_its_own_words()
    {
        await using var scene = await Scene.StartAsync();
        const string Error = "[Management.Automation.ErrorRecord]::new([Exception]::new(\"The secret $Name was not found.\"), 'x', 0, $Name)";
        scene.Run($"function global:Get-Secret {{ [CmdletBinding()] param($Name) $PSCmdlet.WriteError({Error}) }}").Clean();
        var error = scene.Run("Connect-DreamLake -TokenSecret lake").Ended("SecretNotFound");
        Assert.Equal("The secret 'lake' is not to be had: The secret lake was not found.", error.Exception.Message);
    }

    [Fact]
    public async Task A_secret_is_the_token()
    {
        await using var scene = await Scene.StartAsync();
        using var bare = new ScopedEnvironment(scene.Home, scene.Lake.Address, scene.Lake.Address, null);
        scene.Run($"function global:Get-Secret($Name) {{ if ($Name -eq 'lake') {{ '{FakeLake.Token}' }} }}").Clean();
        var connected = scene.Run("Connect-DreamLake -TokenSecret lake");
        Assert.Equal("alice", Assert.Single(connected.Clean().Output).Properties["Namespace"].Value);
    }

    private static PSObject Connect(Scene scene, string token)
    {
        using var shell = scene.Session.Shell("param($Url, $Token) Connect-DreamLake -BssUrl $Url -ServerUrl $Url -Token $Token -PassThru");
        shell.AddParameter("Url", scene.Lake.Address).AddParameter("Token", Secure(token));
        var output = shell.Invoke();
        Assert.Empty(shell.Streams.Error);
        return Assert.Single(output);
    }

    private static SecureString Secure(string text) => new System.Net.NetworkCredential("", text).SecurePassword;
}
