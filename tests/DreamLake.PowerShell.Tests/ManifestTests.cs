using System.Management.Automation;
using System.Reflection;
using DreamLake.PowerShell.Tests.Hosting;
using Xunit;

namespace DreamLake.PowerShell.Tests;

public sealed class ManifestTests
{
    private static readonly PSModuleInfo Module = Import();

    [Fact]
    public void The_manifest_says_where_it_runs_and_exports_the_cmdlets_alone()
    {
        Assert.Equal((new Version(7, 4), "Core"), (Module.PowerShellVersion, Assert.Single(Module.CompatiblePSEditions)));
        Assert.Equal(
            [
                "Connect-DreamLake", "Disconnect-DreamLake", "Get-DreamLakeAsset", "Get-DreamLakeConnection", "Get-DreamLakeEpisode",
                "Get-DreamLakeUploadState", "Receive-DreamLakeFile", "Remove-DreamLakeAsset", "Remove-DreamLakeSource",
                "Remove-DreamLakeUploadState", "Restore-DreamLakeAsset", "Resume-DreamLakeUpload", "Send-DreamLakeFile",
                "Test-DreamLakeConnection", "Test-DreamLakeFile", "Wait-DreamLakeAsset",
            ],
            Module.ExportedCmdlets.Keys.Order());
        Assert.Equal((0, 0, 0), (Module.ExportedFunctions.Count, Module.ExportedAliases.Count, Module.ExportedVariables.Count));
        Assert.NotEmpty(Module.Tags);
        Assert.NotNull(Module.LicenseUri);
        Assert.NotNull(Module.ProjectUri);
        Assert.NotEmpty(Module.Description);
    }

    [Fact]
    public void The_modules_version_is_the_builds() =>
        Assert.Equal(
            Module.Version.ToString(3),
            AssemblyName.GetAssemblyName(Path.Combine(Repository.Module, "DreamLake.PowerShell.dll")).Version!.ToString(3));

    [Fact]
    public void Cmdlets_have_approved_verbs_and_say_what_they_write()
    {
        var approved = typeof(VerbsCommon).Assembly.GetTypes()
            .Where(type => type.IsPublic && type.IsAbstract && type.Name.StartsWith("Verbs", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(
                field => (string)field.GetValue(null)!)
            .ToHashSet(StringComparer.Ordinal);
        Assert.All(Module.ExportedCmdlets.Values, cmdlet =>
        {
            Assert.Contains(cmdlet.Verb, approved);
            Assert.NotEmpty(cmdlet.OutputType);
        });
    }

    [Fact]
    public void Cmdlets_that_write_can_be_asked_what_if()
    {
        var writing = Module.ExportedCmdlets.Values.Where(cmdlet => cmdlet.Verb is "Send" or "Resume" or "Remove" or "Restore").ToArray();
        Assert.Equal(6, writing.Length);
        Assert.All(writing, cmdlet => Assert.True(cmdlet.Parameters.ContainsKey("WhatIf") && cmdlet.Parameters.ContainsKey("Confirm")));
    }

    [Fact]
    public void No_public_member_of_the_cmdlets_is_of_an_engine_type()
    {
        const BindingFlags Reachable = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var types = Module.ImplementingAssembly?.ExportedTypes
            ?? Module.ExportedCmdlets.Values.First().ImplementingType.Assembly.ExportedTypes;
        var seen = types.SelectMany(type => type.GetMembers(Reachable).SelectMany(TypesOf).Append(type.BaseType!))
            .Concat(types.SelectMany(type => type.GetFields(Reachable | BindingFlags.NonPublic).Where(field => !field.IsAssembly)
                .Select(field => field.FieldType)))
            .Where(type => type is not null).Select(type => type.Assembly.GetName().Name).ToHashSet();
        Assert.DoesNotContain("DreamLake.Engine", seen);
        Assert.DoesNotContain("DreamLake.Protocol", seen);
    }

    [Fact]
    public void Dependencies_lie_apart()
    {
        Assert.Equal(
            [
                "DreamLake.Disk.dll", "DreamLake.Engine.dll", "DreamLake.Presentation.dll", "DreamLake.Protocol.dll", "Polly.Core.dll",
            ],
            Directory.GetFiles(Path.Combine(Repository.Module, "Dependencies")).Select(path => Path.GetFileName(path)).Order());
        Assert.Equal(["DreamLake.PowerShell.dll"], Directory.GetFiles(Repository.Module, "*.dll").Select(path => Path.GetFileName(path)));
    }

    private static IEnumerable<Type> TypesOf(MemberInfo member) => member switch
    {
        MethodInfo method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType),
        ConstructorInfo constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType),
        PropertyInfo property => [property.PropertyType],
        FieldInfo field => [field.FieldType],
        _ => [],
    };

    private static PSModuleInfo Import()
    {
        using var session = ModuleSession.Open();
        return (PSModuleInfo)Assert.Single(session.Run("Get-Module DreamLake").Clean().Output).BaseObject;
    }
}
