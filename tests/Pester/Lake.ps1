# What the suite needs around it: a lake of its own (with DREAMLAKE_TEST_LAKE=team, a team's),
# a home folder for the states, and shells that are started as people start them.

# The program that was built last.
function Get-Built {
    param([string] $Pattern)

    (Get-ChildItem $Pattern | Sort-Object LastWriteTime | Select-Object -Last 1).FullName
}

function Start-Lake {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute(
        'PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Only tests call it.')]
    param([string] $Root)

    # Not Pester's own drive: that is emptied after each block, and the lake works on.
    $folder = [IO.Directory]::CreateTempSubdirectory('dreamlake-pester-').FullName
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    if ($env:DREAMLAKE_TEST_LAKE -eq 'team') {
        # A team's lake, which says where it is as `serve` does. It is a test of the command's suite, and a test only by this variable.
        $start.Environment['DREAMLAKE_TEST_SERVES'] = '1'
        $arguments = (Get-Built "$Root/tests/DreamLake.Cli.Tests/bin/*/net10.0/DreamLake.Cli.Tests.dll"), '-noLogo', '-noColor',
            '-method', 'DreamLake.Cli.Tests.Team.TeamServer.Serves_until_it_is_killed'
    } else {
        $arguments = (Get-Built "$Root/src/DreamLake.Cli/bin/*/net10.0/dreamlake.dll"), 'serve', '--folder', "$folder/lake",
            '--bss-url', 'http://127.0.0.1:0', '--server-url', 'http://127.0.0.1:0'
    }

    foreach ($argument in $arguments) { $start.ArgumentList.Add($argument) }
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)

    $before = @{ HOME = $env:HOME; USERPROFILE = $env:USERPROFILE }
    while ($null -ne ($line = $process.StandardOutput.ReadLine())) {
        if ($line -notmatch 'export (\w+)=(.+)$') { continue }
        $name, $value = $Matches[1], $Matches[2]
        # The token is in a file that its owner alone may read; what is printed is the line that reads it.
        if ($value -match "^`"\`$\(cat '(.+)'\)`"$") { $value = (Get-Content -Raw -LiteralPath $Matches[1]).Trim() }
        $before[$name] = [Environment]::GetEnvironmentVariable($name)
        [Environment]::SetEnvironmentVariable($name, $value)
        if ($name -eq 'DREAMLAKE_API_KEY') { break }
    }

    $env:HOME = $env:USERPROFILE = $folder
    [pscustomobject]@{ Process = $process; Before = $before; Folder = $folder }
}

function Stop-Lake {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute(
        'PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Only tests call it.')]
    param([pscustomobject] $Lake)

    # With the lake, which is its child and would still write into the folder for a moment.
    $Lake.Process.Kill($true)
    $Lake.Process.WaitForExit()
    foreach ($name in $Lake.Before.Keys) { [Environment]::SetEnvironmentVariable($name, $Lake.Before[$name]) }
    Remove-Item -Recurse -Force $Lake.Folder
}

# A file of random bytes; its path comes back.
function New-Recording {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute(
        'PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Only tests call it.')]
    param([string] $Path, [int] $Size = 1000)

    $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path))
    $bytes = [byte[]]::new($Size)
    [Random]::Shared.NextBytes($bytes)
    [IO.File]::WriteAllBytes($Path, $bytes)
    $Path
}

# A PowerShell as a person starts one: `pwsh -File script`. The shell of a .NET tool is a dll, so that is what is run.
function Start-Shell {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute(
        'PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Only tests call it.')]
    param([string] $Script)

    $file = "$([IO.Directory]::CreateTempSubdirectory('dreamlake-script-').FullName)/script.ps1"
    Set-Content $file "Import-Module '$root/out/DreamLake'`n$Script"
    $shell = (Test-Path "$PSHOME/pwsh") -or (Test-Path "$PSHOME/pwsh.exe") ?
        @("$PSHOME/pwsh") : @('dotnet', '--roll-forward', 'Major', "$PSHOME/pwsh.dll")
    $start = [Diagnostics.ProcessStartInfo]::new($shell[0])
    foreach ($argument in @($shell | Select-Object -Skip 1) + '-NoProfile', '-NonInteractive', '-File', $file) {
        $start.ArgumentList.Add($argument)
    }
    $start.RedirectStandardOutput = $start.RedirectStandardError = $start.RedirectStandardInput = $true
    $start.Environment['NO_COLOR'] = '1'
    [Diagnostics.Process]::Start($start)
}

# What came of such a shell: its exit code and what it printed.
function Complete-Shell([Diagnostics.Process] $Shell) {
    $Shell.StandardInput.Close()
    $problem = $Shell.StandardError.ReadToEndAsync()
    $output = $Shell.StandardOutput.ReadToEnd()
    $Shell.WaitForExit()
    [pscustomobject]@{ ExitCode = $Shell.ExitCode; Output = $output; Problem = $problem.Result }
}

function Invoke-Shell([string] $Script) { Complete-Shell (Start-Shell $Script) }
