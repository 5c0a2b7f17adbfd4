#Requires -Version 7.4
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '6.2.0' }

# May this recording be deleted? Compared with what the lake has proven, and removed on proof alone.
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

Describe 'Test-DreamLakeFile' {
    BeforeAll {
        $script:folder = "$TestDrive/tested"
        $script:files = 'a.mp4', 'sub/b.mp4' | ForEach-Object { New-Recording "$folder/$_" }
        $script:sent = Send-DreamLakeFile $folder -Episode robotics:tested -To /camera -WaitFor Verified -InformationAction Ignore
    }

    It 'says Same of what the lake has proven, by folder and by what was sent' {
        (Test-DreamLakeFile $folder -Episode robotics:tested -To /camera).Status | Should -Be 'Same', 'Same'
        ($sent | Test-DreamLakeFile -Deep).Status | Should -Be 'Same', 'Same'
        $sent | Test-DreamLakeFile | ForEach-Object Name | Sort-Object | Should -Be '/camera/a.mp4', '/camera/sub/b.mp4'
    }

    It 'says what differs, what is not there and what is only there, and reports it' {
        Add-Content "$folder/a.mp4" 'more'
        $null = New-Recording "$folder/c.mp4"
        Remove-Item "$folder/sub/b.mp4"
        $checks = Test-DreamLakeFile $folder -Episode robotics:tested -To /camera -Missing -Report "$TestDrive/report.jsonl"
        $status = $checks | Group-Object Name -AsHashTable
        $status['/camera/a.mp4'].Status | Should -Be 'Differs'
        $status['/camera/c.mp4'].Status | Should -Be 'NotStored'
        $status['/camera/sub/b.mp4'].Status | Should -Be 'OnlyInLake'
        $lines = Get-Content "$TestDrive/report.jsonl" | ConvertFrom-Json
        $lines.Count | Should -Be 3
        ($lines | Where-Object name -EQ '/camera/a.mp4').sha256 | Should -Be (Get-FileHash "$folder/a.mp4").Hash.ToLowerInvariant()
    }

    It 'is an error of a file that is not there' {
        Test-DreamLakeFile "$folder/none.mp4" -Episode robotics:tested -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'FileNotFound,*'
    }
}

Describe 'Remove-DreamLakeSource' {
    BeforeEach {
        $script:file = New-Recording "$TestDrive/freed/$([guid]::NewGuid()).mp4"
        $script:sent = Send-DreamLakeFile $file -Episode robotics:freed -WaitFor Verified
    }

    It 'keeps everything where the lake is on this machine, and says why' {
        $kept = $sent | Remove-DreamLakeSource -Confirm:$false -InformationAction Ignore
        $kept.Status | Should -Be 'Kept'
        $kept.Reason | Should -BeLike '*one copy is no proof*'
        $file | Should -Exist
    }

    It 'removes what is proven, on -Force, and not with -WhatIf' {
        ($sent | Remove-DreamLakeSource -Force -WhatIf -InformationAction Ignore).Status | Should -Be 'WouldFree'
        $file | Should -Exist
        $freed = $sent | Remove-DreamLakeSource -Force -Confirm:$false -InformationVariable said
        $freed.Status | Should -Be 'Freed'
        $freed.Sha256 | Should -Be $sent.Sha256
        "$said" | Should -BeLike '1 file freed*'
        $file | Should -Not -Exist
        Get-Content "$env:HOME/.dreamlake/freed/journal.jsonl" | Where-Object { $_ -match $sent.Sha256 } | Should -Not -BeNullOrEmpty
    }

    It 'has the lake read its copy again with -Deep, and goes by that' {
        $before = ($sent | Test-DreamLakeFile).VerifiedAt
        $freed = $sent | Remove-DreamLakeSource -Deep -Force -Confirm:$false -InformationAction Ignore
        $freed.Status | Should -Be 'Freed'
        $freed.VerifiedAt | Should -BeGreaterThan $before
        $file | Should -Not -Exist
    }

    It 'keeps what has changed since' {
        $path = "$file"
        $at = (Get-Item $path).LastWriteTimeUtc
        $bytes = [IO.File]::ReadAllBytes($path)
        $bytes[0] = $bytes[0] -bxor 1
        [IO.File]::WriteAllBytes($path, $bytes)
        (Get-Item $path).LastWriteTimeUtc = $at
        ($sent | Remove-DreamLakeSource -Force -Confirm:$false -InformationAction Ignore).Status | Should -Be 'Kept'
        $file | Should -Exist
    }

    It 'asks first' {
        (Get-Command Remove-DreamLakeSource).ImplementingType.GetCustomAttributes($true).ConfirmImpact | Should -Contain 'High'
    }
}

Describe 'Send-DreamLakeFile -RemoveSource' {
    It 'removes the file once the lake has verified it' {
        $file = New-Recording "$TestDrive/sent/a.mp4"
        $sent = Send-DreamLakeFile $file -Episode robotics:sent -RemoveSource -Force
        $sent.Source | Should -Be 'Freed'
        $file | Should -Not -Exist
        Get-DreamLakeUploadState | Should -BeNullOrEmpty
    }

    It 'keeps it where the lake is on this machine, and warns' {
        $file = New-Recording "$TestDrive/sent/b.mp4"
        $sent = Send-DreamLakeFile $file -Episode robotics:sent -RemoveSource -WarningVariable warned -WarningAction SilentlyContinue
        $sent.Source | Should -Be 'Kept'
        "$warned" | Should -BeLike '*its source is kept*'
        $file | Should -Exist
    }
}
