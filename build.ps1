#Requires -Version 7.4
<#
.SYNOPSIS
    Builds, tests, documents and packs the DreamLake module. Building needs only the .NET SDK; this script is for people who have PowerShell.
.EXAMPLE
    ./build.ps1
    Builds the module into out/DreamLake.
.EXAMPLE
    ./build.ps1 -Task Build, Test
    Builds, then runs `dotnet test`, and the Pester suite in this shell, against what was built.
.EXAMPLE
    ./build.ps1 -Task Docs
    Makes the module's help file from the pages in docs/en-US. Commit it: a build needs no platyPS.
.EXAMPLE
    ./build.ps1 -Task Package
    Leaves every package in out/packages, as .ci/package does: the module's is in gallery, ready for Publish-PSResource -NupkgPath.
#>
[CmdletBinding()]
param(
    [ArgumentCompletions('Build', 'Test', 'Docs', 'Package')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

# Pinned, so that a build of today is a build of next year.
$Tools = @{
    'Pester'                       = '6.2.0'
    'Microsoft.PowerShell.PlatyPS' = '1.0.3'
}
$Out = "$PSScriptRoot/out"
$Module = "$Out/DreamLake"
$Solution = "$PSScriptRoot/DreamLake.PowerShell.sln"

function Invoke-Dotnet([string[]] $Argument) {
    dotnet @Argument
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($Argument[0]) ended with $LASTEXITCODE." }
}

# Imports a pinned tool; where it is absent, it is fetched into out/tools and nothing of the machine changes.
function Import-Tool([string] $Name) {
    $version = $Tools[$Name]
    $tool = Get-Module -ListAvailable -FullyQualifiedName @{ ModuleName = $Name; RequiredVersion = $version } | Select-Object -First 1
    if (-not $tool) {
        $tool = "$Out/tools/$Name/$version/$Name.psd1"
        if (-not (Test-Path $tool)) {
            $null = New-Item -ItemType Directory -Force "$Out/tools"
            Save-PSResource -Name $Name -Version $version -Path "$Out/tools" -Repository PSGallery -TrustRepository
        }
    }

    Import-Module $tool -Force
}

function Invoke-BuildTask([string] $Configuration) {
    Invoke-Dotnet build, $Solution, -c, $Configuration
}

# `dotnet test` runs the Pester suite in the pinned shell; here it is run in this one as well, whichever that is.
function Invoke-TestTask([string] $Configuration) {
    Invoke-Dotnet test, --solution, $Solution, -c, $Configuration
    Invoke-Dotnet restore, "$PSScriptRoot/tests/Pester/tools/Pester.csproj"
    Import-Module "$Out/tools/pester/$($Tools['Pester'])/tools/Pester.psd1" -Force
    $settings = New-PesterConfiguration
    $settings.Run.Path = "$PSScriptRoot/tests/Pester"
    $settings.Run.Throw = $true
    $settings.Output.Verbosity = 'Detailed'
    Invoke-Pester -Configuration $settings
}

function Invoke-DocsTask {
    Import-Tool Microsoft.PowerShell.PlatyPS
    Get-ChildItem "$PSScriptRoot/docs/en-US/*-*.md" |
        Import-MarkdownCommandHelp |
        Export-MamlCommandHelp -OutputFolder "$Out/help" -Force |
        Out-Null
    Copy-Item "$Out/help/DreamLake/DreamLake.PowerShell.dll-Help.xml" "$PSScriptRoot/src/DreamLake.PowerShell/en-US"
}

# One script for people with and without PowerShell; on Windows it runs in the bash that comes with git.
function Invoke-PackageTask {
    $bash = if ($IsWindows) { "$(Split-Path (Split-Path (Get-Command git).Source))/bin/bash.exe" } else { 'bash' }
    & $bash "$PSScriptRoot/.ci/package" "$Out/packages"
    if ($LASTEXITCODE -ne 0) { throw ".ci/package ended with $LASTEXITCODE." }
}

# `pwsh -File build.ps1 -Task Build,Test` hands the list over as one text.
foreach ($name in $Task -split ',\s*') {
    switch ($name) {
        Build { Invoke-BuildTask $Configuration }
        Test { Invoke-TestTask $Configuration }
        Docs { Invoke-DocsTask }
        Package { Invoke-PackageTask }
        default { throw "'$name' is no task. Tasks are Build, Test, Docs and Package." }
    }
}
