#Requires -Version 7.4
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '6.2.0' }

# What binds from a pipeline: only the real shell's binder tells.
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

Describe 'A row of a table' {
    BeforeAll {
        $script:file = New-Recording "$TestDrive/rows/a.mp4"
        $script:rowOf = { param($Path, $Column, $Value) [pscustomobject]@{ $Path = $file; $Column = $Value } }
    }

    It 'names its file by <Path> and its <Column>' -ForEach @(
        foreach ($path in 'Path', 'LiteralPath', 'FullName', 'PSPath') {
            @{ Path = $path; Column = 'Episode'; Value = 'robotics:of-the-row'; Property = 'Episode'; Expected = '*@robotics:of-the-row' }
            @{ Path = $path; Column = 'To'; Value = '/of/the/row'; Property = 'Name'; Expected = '/of/the/row/a.mp4' }
            @{ Path = $path; Column = 'Type'; Value = 'audio'; Property = 'Type'; Expected = 'Audio' }
        }
    ) {
        $row = & $rowOf $Path $Column $Value
        $sent = if ($Column -eq 'Episode') { $row | Send-DreamLakeFile } else { $row | Send-DreamLakeFile -Episode robotics:binding }
        $sent.$Property | Should -BeLike $Expected
        $sent.Path | Should -Be $file
    }

    It 'may be a selection of what Get-ChildItem finds' {
        $null = New-Recording "$TestDrive/day/front/1.mp4"
        $null = New-Recording "$TestDrive/day/back/1.mp4"
        $sent = Get-ChildItem "$TestDrive/day" -Recurse -File |
            Select-Object FullName, @{ Name = 'To'; Expression = { "/$($_.Directory.Name)" } } |
            Send-DreamLakeFile -Episode robotics:selected
        $sent.Name | Sort-Object | Should -Be '/back/1.mp4', '/front/1.mp4'
    }

    It 'may come from a CSV, where an empty cell is not given and a wrong type is an error of its row' {
        Copy-Item "$samples/captions.srt" "$TestDrive/rows/t.srt"
        Copy-Item "$samples/labels.jsonl" "$TestDrive/rows/l.jsonl"
        Set-Content "$TestDrive/rows.csv" 'LiteralPath,Episode,To,Type', "$TestDrive/rows/t.srt,robotics:csv,,text-track",
            "$TestDrive/rows/l.jsonl,robotics:csv,/x,LabelTrack", "$file,robotics:csv,,", "$file,robotics:csv,/y,TextTrak"
        $sent = Import-Csv "$TestDrive/rows.csv" | Send-DreamLakeFile -ErrorAction SilentlyContinue -ErrorVariable problem
        $sent | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Type)" } |
            Should -Be '/a.mp4 Video', '/t.srt TextTrack', '/x/l.jsonl LabelTrack'
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'UnknownType,*'
        $problem[0].ErrorDetails.Message | Should -Match 'TextTrak'
    }

    It 'may be worked out for each file by a script block' {
        $null = New-Recording "$TestDrive/blocks/front/1.mp4"
        $sent = Get-ChildItem "$TestDrive/blocks" -Recurse -File |
            Send-DreamLakeFile -Episode { "robotics:$($_.Directory.Name)" } -To { "/by/$($_.Length)" }
        "$($sent.Episode) $($sent.Name)" | Should -BeLike '*@robotics:front /by/1000/1.mp4'
    }
}

Describe 'A pending upload' {
    BeforeAll {
        # Refused after its bytes were stored: what is pending without any timing. One content, two episodes.
        $script:labels = "$TestDrive/bad.jsonl"
        Set-Content $labels '{"a":1}', '{nonsense'
    }

    BeforeEach {
        Send-DreamLakeFile $labels -Episode robotics:one -ErrorAction SilentlyContinue
        Send-DreamLakeFile $labels -Episode robotics:two -ErrorAction SilentlyContinue
    }

    AfterEach {
        Remove-DreamLakeUploadState * -Confirm:$false
    }

    It 'that is piped is itself and no other of the same content' {
        @(Get-DreamLakeUploadState).Count | Should -Be 2
        Get-DreamLakeUploadState | Where-Object Episode -Like '*@robotics:one' | Remove-DreamLakeUploadState -Abort -Confirm:$false
        (Get-DreamLakeUploadState).Episode | Should -BeLike '*@robotics:two'
    }

    It 'is itself after a trip through a file, too' {
        Get-DreamLakeUploadState | Where-Object Episode -Like '*@robotics:two' | Export-Clixml "$TestDrive/state.xml"
        Import-Clixml "$TestDrive/state.xml" | Remove-DreamLakeUploadState -Confirm:$false
        (Get-DreamLakeUploadState).Episode | Should -BeLike '*@robotics:one'
    }

    It 'is resumed alone' {
        Get-DreamLakeUploadState | Where-Object Episode -Like '*@robotics:two' |
            Resume-DreamLakeUpload -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem.Count | Should -Be 1
    }

    It 'is chosen by its hash as a text' {
        (Get-DreamLakeUploadState)[0].Hash | Remove-DreamLakeUploadState -Confirm:$false
        Get-DreamLakeUploadState | Should -BeNullOrEmpty
    }
}
