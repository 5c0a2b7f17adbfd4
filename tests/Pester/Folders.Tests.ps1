#Requires -Version 7.4
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '6.2.0' }

# Folders and lists: what is sent of them, what is left out, and that both faces plan the same.
BeforeAll {
    . "$PSScriptRoot/Lake.ps1"
    $script:root = (Resolve-Path "$PSScriptRoot/../..").Path
    $script:machine = Start-Lake -Root $root
    Import-Module "$root/out/DreamLake" -Force
}

AfterAll {
    Remove-Module DreamLake
    Stop-Lake $machine
}

Describe 'A folder' {
    BeforeAll {
        $script:day = "$TestDrive/day"
        'front/0001.mp4', 'back/0001.mp4', '.cam/2.mp4', 'notes.txt', 'shot.raw' | ForEach-Object { $null = New-Recording "$day/$_" }
    }

    It 'is walked, and each of its files is an object' {
        $all = Send-DreamLakeFile $day -Episode robotics:walked -To /x
        $all | Where-Object Status -EQ Stored | ForEach-Object Name | Sort-Object | Should -Be '/x/back/0001.mp4', '/x/front/0001.mp4'
        $all | Where-Object Status -EQ Skipped | ForEach-Object { "$([IO.Path]::GetFileName($_.Path)) $($_.Reason)" } | Sort-Object |
            Should -Be '.cam hidden', 'notes.txt of unknown type', 'shot.raw of unknown type'
    }

    It 'begins with a plan and ends with a summary, in the information stream' {
        $said = Send-DreamLakeFile $day -Episode robotics:said 6>&1 | Where-Object { $_ -is [Management.Automation.InformationRecord] }
        "$($said[0])" | Should -Be 'plan: 2 files to send, 2.0 KiB (2 Video 2.0 KiB).'
        "$($said[1])" | Should -Be 'plan: left out: 1 hidden, 2 of unknown type (.raw .txt).'
        "$($said[-2])" | Should -Match '^2 files stored \(2\.0 KiB, .+, .+/s\)\.$'
        "$($said[-1])" | Should -Be 'left out: 1 hidden, 2 of unknown type (.raw .txt).'
    }

    It 'is chosen from by globs, types and switches' {
        $to = @{ Episode = 'robotics:chosen' }
        $names = { $args[0] | Where-Object Status -NE Skipped | ForEach-Object Name | Sort-Object }
        & $names (Send-DreamLakeFile $day @to -Include 'front/**') | Should -Be '/front/0001.mp4'
        & $names (Send-DreamLakeFile $day @to -Exclude 'front/**') | Should -Be '/back/0001.mp4'
        & $names (Send-DreamLakeFile $day @to -IncludeHidden -Include '.cam/*') | Should -Be '/.cam/2.mp4'
        & $names (Send-DreamLakeFile $day @to -NoRecurse -TypeMap @{ '.raw' = 'Video' }) | Should -Be '/shot.raw'
        { Send-DreamLakeFile $day @to -TypeMap @{ '.raw' = 'film' } } | Should -Throw -ErrorId 'UnknownType,*'
    }

    It 'is asked about once, with its plan' {
        $run = Invoke-Shell "'n' | Out-Null; Send-DreamLakeFile '$day' -Episode robotics:asked -Confirm"
        ($run.Output + $run.Problem) | Should -Match 'NonInteractive'
        ([regex]::Matches($run.Output + $run.Problem, 'NonInteractive')).Count | Should -Be 1
    }

    It 'that is piped is an error, because its files may be piped as well' {
        $sent = Get-ChildItem $day | Send-DreamLakeFile -Episode robotics:piped -ErrorAction SilentlyContinue -ErrorVariable problem
        $sent | Should -BeNullOrEmpty
        $problem | Where-Object { $_.Exception.Reason -eq 'FileUnreadable' } | ForEach-Object TargetObject | Sort-Object |
            Should -Be "$day/back", "$day/front"
    }

    It 'has no name of its own, and a file may have one' {
        Send-DreamLakeFile $day -Episode robotics:named -Name x.mp4 -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidName,*'
        (Send-DreamLakeFile "$day/front/0001.mp4" -Episode robotics:named -Name x.mp4).Name | Should -Be '/x.mp4'
        (Get-ChildItem "$day/*/0001.mp4" | Send-DreamLakeFile -Episode robotics:named -Name { "$($_.Directory.Name).mp4" }).Name |
            Sort-Object | Should -Be '/back.mp4', '/front.mp4'
    }

    It 'or parts of it may be listed' {
        Set-Content "$TestDrive/list.txt" 'day/front/0001.mp4', 'day/gone.mp4'
        Push-Location $TestDrive
        try {
            $sent = Send-DreamLakeFile -FilesFrom list.txt -Episode robotics:listed -ErrorAction SilentlyContinue -ErrorVariable problem
        }
        finally {
            Pop-Location
        }

        $sent.Name | Should -Be '/day/front/0001.mp4'
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'FileNotFound,*'
    }
}

Describe 'A tree of 2,000 files with every odd entry' -Skip:(-not $IsLinux) {
    BeforeAll {
        $script:tree = "$TestDrive/tree"
        foreach ($number in 0..1999) {
            $folder = "$tree/day$($number % 20)"
            if ($number -lt 20) { $null = New-Item -ItemType Directory $folder }
            [IO.File]::WriteAllText("$folder/$number.$(@('mp4', 'wav', 'jsonl', 'srt')[$number % 4])", "{`"n`":$number}")
        }

        $long = 'l' * 251
        Set-Content "$tree/$long.mp4", "$tree/cafe`u{301}.mp4", "$tree/caf`u{e9}.mp4", "$tree/Case.mp4", "$tree/case.mp4", "$tree/.h.mp4" x
        $null = New-Item -ItemType SymbolicLink "$tree/broken.mp4" -Target "$tree/nothing" -Force
        $null = New-Item -ItemType SymbolicLink "$tree/day1/up" -Target $tree
        $null = New-Item -ItemType Directory "$tree/shut"
        sh -c "mkfifo '$tree/pipe.mp4'; touch `"`$(printf '$tree/bad\377.mp4')`"; touch '$tree/shut.mp4'; chmod 0 '$tree/shut' '$tree/shut.mp4'"
        $script:socket = [Net.Sockets.Socket]::new('Unix', 'Stream', 'Unspecified')
        $socket.Bind([Net.Sockets.UnixDomainSocketEndPoint]::new("$tree/socket.mp4"))
    }

    AfterAll {
        $socket.Dispose()
        # Nothing of .NET's can remove a name that is no UTF-8.
        sh -c "chmod 700 '$tree/shut'; rm -f '$tree'/bad*"
    }

    It 'is planned the same by both faces<Name>' -ForEach @(
        @{ Name = ''; Cmdlet = @{}; Command = @() }
        @{ Name = ', hidden ones and links as well'; Cmdlet = @{ IncludeHidden = $true; FollowLinks = $true }
            Command = '--include-hidden', '--follow-links' }
        @{ Name = ', chosen by globs'; Cmdlet = @{ Include = 'day1?/**'; Exclude = '*.srt' }
            Command = '--include', 'day1?/**', '--exclude', '*.srt' }
    ) {
        $ofModule = Send-DreamLakeFile $tree -Episode robotics:tree @Cmdlet -WhatIf -ErrorAction SilentlyContinue 6>&1 |
            ForEach-Object { "$_" }
        $dreamlake = Get-ChildItem "$root/src/DreamLake.Cli/bin/*/net10.0/dreamlake.dll" | Sort-Object LastWriteTime | Select-Object -Last 1
        $ofCommand = dotnet $dreamlake.FullName upload $tree --episode robotics:tree @Command --dry-run 2>&1 |
            ForEach-Object { "$_" } | Where-Object { $_ -match 'plan: ' } | ForEach-Object { $_ -replace '^dreamlake: ' }
        $ofCommand.Count | Should -BeGreaterThan 1
        $ofModule | Should -Be $ofCommand
    }

    It 'is sent as planned, and what is odd about it is told' {
        # What is odd lies at the top.
        $all = Send-DreamLakeFile $tree -NoRecurse -Episode robotics:tree -ErrorAction SilentlyContinue -ErrorVariable problem
        $root0 = (id -u) -eq '0'
        @($all | Where-Object Status -EQ Stored).Count | Should -Be ($root0 ? 4 : 3)
        $all | Where-Object { $_.Status -eq 'Skipped' -and $_.Reason -ne 'inner folder' } |
            ForEach-Object { "$([IO.Path]::GetFileName($_.Path)) $($_.Reason)" } | Sort-Object |
            Should -Be '.h.mp4 hidden', 'broken.mp4 link'
        @($problem | Where-Object { "$_" -match 'a pipe, a socket or a device' }).Count | Should -Be 2
        $problem | ForEach-Object { $_.Exception.Reason } | Sort-Object -Unique | Should -Be 'FileUnreadable', 'InvalidName', 'NameTaken'
    }
}
