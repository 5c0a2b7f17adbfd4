#Requires -Version 7.4
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '6.2.0' }

# Uploads that are not over: listed, resumed, forgotten.
BeforeAll {
    . "$PSScriptRoot/Lake.ps1"
    $script:root = (Resolve-Path "$PSScriptRoot/../..").Path
    $script:samples = "$root/samples"
    $script:machine = Start-Lake -Root $root
    Import-Module "$root/out/DreamLake" -Force
}

AfterAll {
    Remove-Module DreamLake
    Stop-Lake $machine
}

Describe 'Pending uploads' {
    BeforeAll {
        # Refused after its bytes were stored: what is pending without any timing.
        $script:labels = "$TestDrive/bad.jsonl"
        Set-Content $labels '{"a":1}', '{nonsense'
    }

    BeforeEach {
        Send-DreamLakeFile $labels -Episode robotics:pending -ErrorAction SilentlyContinue
    }

    It 'are listed, and forgotten' {
        $state = Get-DreamLakeUploadState
        $state.Path | Should -Be $labels
        $state.File | Should -Be 'Unchanged'
        $state.Percent | Should -BeLessThan 100
        $state | Remove-DreamLakeUploadState -WhatIf
        Get-DreamLakeUploadState $state.Hash | Should -Not -BeNullOrEmpty
        $state | Remove-DreamLakeUploadState -Abort -Confirm:$false
        Get-DreamLakeUploadState | Should -BeNullOrEmpty
    }

    It 'are found by their files' {
        (Get-DreamLakeUploadState -Path $labels).Path | Should -Be $labels
        (Get-DreamLakeUploadState -Path (Get-Item $labels)).Path | Should -Be $labels
        Resume-DreamLakeUpload -Path $labels -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ContentRefused,*'
        Get-DreamLakeUploadState -Path "$TestDrive/nosuch" -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'StateNotFound,*'
        Get-DreamLakeUploadState -Path "$TestDrive/nosuch*" -ErrorVariable problem
        $problem | Should -BeNullOrEmpty
    }

    It 'are rows with their problem where their state cannot be read, and can be removed' {
        $folder = Split-Path (Get-DreamLakeUploadState).StateFile
        Set-Content "$folder/0123456789abcdef.json" '{nonsense'
        $row = Get-DreamLakeUploadState 0123456789abcdef
        "$($row.State) $($row.Problem)" | Should -Match '^Problem The state .+ is damaged'
        $row.Advice | Should -Match 'Forget it'
        Resume-DreamLakeUpload 0123456789abcdef -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'StateUnreadable,*'
        $row | Remove-DreamLakeUploadState -Confirm:$false
        (Get-DreamLakeUploadState).State | Should -Be 'Paused'
    }

    It 'complete with Tab' {
        $hash = (Get-DreamLakeUploadState).Hash
        (TabExpansion2 'Resume-DreamLakeUpload ').CompletionMatches.CompletionText | Should -Be $hash
        (TabExpansion2 'Send-DreamLakeFile x -Episode ').CompletionMatches.CompletionText |
            Should -Contain (Get-DreamLakeUploadState).Episode
        (TabExpansion2 'Send-DreamLakeFile x -Type L').CompletionMatches.CompletionText | Should -Be 'LabelTrack'
    }

    It 'are resumed, which tells again why they cannot be finished' {
        Get-DreamLakeUploadState | Resume-DreamLakeUpload -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ContentRefused,*'
    }
}

Describe 'Views' {
    It 'fit 80 columns, with sizes as people read them' {
        $sent = Send-DreamLakeFile "$samples/run01.mp4" -Episode robotics:views -To /camera/front
        $table = $sent | Out-String -Width 80
        $table | Should -Match '11\.1 MiB'
        $table | Should -Match '/camera/front/run01\.mp4'
        $table -split '\r?\n' | ForEach-Object { ($_ -replace '\e\[[0-9;]*m').Length | Should -BeLessOrEqual 80 }
    }

    It 'show states in a table, too' {
        $labels = "$TestDrive/view.jsonl"
        Set-Content $labels '{nonsense'
        Send-DreamLakeFile $labels -Episode robotics:views -ErrorAction SilentlyContinue
        $table = Get-DreamLakeUploadState -Path $labels | Out-String -Width 80
        $table | Should -Match '(?m)^view\.jsonl +\w+@robotics:views +99 % +now +Paused'
        $table -split '\r?\n' | ForEach-Object { ($_ -replace '\e\[[0-9;]*m').Length | Should -BeLessOrEqual 80 }
        Remove-DreamLakeUploadState * -Confirm:$false
    }
}
