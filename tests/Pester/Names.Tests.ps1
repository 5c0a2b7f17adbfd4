#Requires -Version 7.4
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '6.2.0' }

# What the lake has already, and names that are taken.
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

Describe 'The same files again' {
    BeforeAll {
        $script:day = "$TestDrive/again"
        New-Item -ItemType Directory $day | Out-Null
        1..5 | ForEach-Object { Set-Content "$day/$_.jsonl" "{`"take`":$_}" }
        $script:first = Send-DreamLakeFile "$day/*.jsonl" -Episode robotics:again
    }

    It 'are already stored, by the same ids, and nothing is sent' {
        $again = Send-DreamLakeFile "$day/*.jsonl" -Episode robotics:again
        $again.Status | Select-Object -Unique | Should -Be 'AlreadyStored'
        ($again.PartsSent | Measure-Object -Sum).Sum | Should -Be 0
        $again.AssetId | Sort-Object | Should -Be ($first.AssetId | Sort-Object)
    }

    It 'are stored again with -Force' {
        (Send-DreamLakeFile "$day/1.jsonl" -Episode robotics:again -Force).Status | Should -Be 'Stored'
    }
}

Describe 'Another content under a taken name' {
    BeforeAll {
        $script:file = "$TestDrive/0001.jsonl"
        Set-Content $file '{"camera":"front"}'
        $script:front = Send-DreamLakeFile $file -Episode robotics:taken -To /day
        Set-Content $file '{"camera":"back, later"}'
    }

    It 'is refused with -NoClobber, and nothing is replaced' {
        $problem = $null
        Send-DreamLakeFile $file -Episode robotics:taken -To /day -NoClobber -ErrorAction SilentlyContinue -ErrorVariable problem |
            Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NameTaken,*'
        $problem[0].ToString() | Should -BeLike "*$($front.AssetId)*"
    }

    It 'is told beforehand and in the result, with the id of the one that it replaces' {
        $back = Send-DreamLakeFile $file -Episode robotics:taken -To /day -WarningVariable warnings -WarningAction SilentlyContinue
        $back.Status | Should -Be 'Replaced'
        $back.Replaces | Should -Be $front.AssetId
        "$warnings" | Should -BeLike "*replaces the asset $($front.AssetId)*"
    }
}
