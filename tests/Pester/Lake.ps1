# A lake for one test run: `dreamlake serve` on a folder and free ports, and a home folder for the states.

function Start-Lake {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Only tests call it.')]
    param([string] $Root)

    # Not Pester's own drive: that is emptied after each block, and the lake works on.
    $folder = [IO.Directory]::CreateTempSubdirectory('dreamlake-pester-').FullName
    $command = Get-ChildItem "$Root/src/DreamLake.Cli/bin/*/net10.0/dreamlake.dll" | Sort-Object LastWriteTime | Select-Object -Last 1
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    foreach ($argument in $command.FullName, 'serve', '--folder', "$folder/lake", '--bss-url', 'http://127.0.0.1:0', '--server-url', 'http://127.0.0.1:0') { $start.ArgumentList.Add($argument) }
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)

    $before = @{ HOME = $env:HOME; USERPROFILE = $env:USERPROFILE }
    while ($null -ne ($line = $process.StandardOutput.ReadLine())) {
        if ($line -notmatch 'export (\w+)=(\S+)') { continue }
        $before[$Matches[1]] = [Environment]::GetEnvironmentVariable($Matches[1])
        [Environment]::SetEnvironmentVariable($Matches[1], $Matches[2])
        if ($Matches[1] -eq 'DREAMLAKE_API_KEY') { break }
    }

    $env:HOME = $env:USERPROFILE = $folder
    [pscustomobject]@{ Process = $process; Before = $before; Folder = $folder }
}

function Stop-Lake {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Only tests call it.')]
    param([pscustomobject] $Lake)

    $Lake.Process.Kill()
    $Lake.Process.WaitForExit()
    Remove-Item -Recurse -Force $Lake.Folder
    foreach ($name in $Lake.Before.Keys) { [Environment]::SetEnvironmentVariable($name, $Lake.Before[$name]) }
}
