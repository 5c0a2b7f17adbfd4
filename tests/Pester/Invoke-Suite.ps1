#Requires -Version 7.4
<#
.SYNOPSIS
    Runs the Pester suite against the built module and writes what came of each test, a JSON object a line.
.PARAMETER Pester
    The manifest of the Pester to run it with.
.PARAMETER Result
    The file that takes the lines: name, result (Passed, Failed, Skipped) and message.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Pester,
    [Parameter(Mandatory)] [string] $Result
)

$ErrorActionPreference = 'Stop'
Import-Module $Pester
$settings = New-PesterConfiguration
$settings.Run.Path = $PSScriptRoot
$settings.Run.PassThru = $true
$settings.Output.Verbosity = 'None'
$settings.Output.RenderMode = 'Plaintext'
$run = Invoke-Pester -Configuration $settings

# What failed, and where in the suite: Pester's own frames say nothing about it.
function Get-Message([object[]] $ErrorRecord) {
    $ErrorRecord | ForEach-Object {
        $_.ToString()
        $_.ScriptStackTrace -split '\n' | Where-Object { $_ -notmatch 'Pester\.(psm1|ScriptScope)|Invoke-Suite' }
    } | Out-String
}

# A block that could not be set up has no test of its own that says so.
$blocks = @($run.Containers) + @($run.FailedBlocks) | Where-Object { $_.ErrorRecord } | ForEach-Object {
    @{ name = "$_"; result = 'Failed'; message = Get-Message $_.ErrorRecord }
}
$tests = $run.Tests | ForEach-Object { @{ name = $_.ExpandedPath; result = "$($_.Result)"; message = Get-Message $_.ErrorRecord } }
@($blocks) + @($tests) | Where-Object { $_ } | ForEach-Object { ConvertTo-Json $_ -Compress } | Set-Content $Result
