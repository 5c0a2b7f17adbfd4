#Requires -Version 7.4
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '6.2.0' }

# What went in: listed, waited for, received.
BeforeAll {
    . "$PSScriptRoot/Lake.ps1"
    $script:root = (Resolve-Path "$PSScriptRoot/../..").Path
    $script:samples = "$root/samples"
    $script:machine = Start-Lake -Root $root
    Import-Module "$root/out/DreamLake" -Force
    $script:sent = Get-ChildItem $samples/*.srt, $samples/*.jsonl | Send-DreamLakeFile -Episode robotics:back -To /a/b
}

AfterAll {
    Remove-Module DreamLake
    Stop-Lake $machine
}

Describe 'Assets' {
    It 'are listed by episode, pattern, content and id' {
        (Get-DreamLakeAsset robotics:back).Name | Sort-Object | Should -Be '/a/b/captions.srt', '/a/b/labels.jsonl'
        (Get-DreamLakeAsset robotics -Path '*.srt').Name | Should -Be '/a/b/captions.srt'
        (Get-DreamLakeAsset -Type label-track -Path /a/b/).Name | Should -Be '/a/b/labels.jsonl'
        (Get-DreamLakeAsset -Hash $sent[0].Hash).Id | Should -Be $sent[0].AssetId
        ($sent | Get-DreamLakeAsset).Id | Should -Be $sent.AssetId
    }

    It 'are an error where there are none' {
        Get-DreamLakeAsset -Id nosuch -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'AssetNotFound,*'
        Get-DreamLakeAsset robotics:nosuch -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NotInLake,*'
    }

    It 'are counted by episode' {
        $episode = Get-DreamLakeEpisode robotics | Where-Object Episode -Like '*:back'
        $episode.Assets | Should -Be 2
        $episode.Bytes | Should -Be ($sent | Measure-Object Size -Sum).Sum
    }
}

Describe 'What is removed' {
    BeforeAll {
        $script:removed = Get-Item $samples/captions.srt | Send-DreamLakeFile -Episode robotics:removed -To /a
    }

    It 'is named with its episode before, and stays with -WhatIf' {
        $removed | Remove-DreamLakeAsset -WhatIf
        (Get-DreamLakeAsset robotics:removed).Id | Should -Be $removed.AssetId
        (Get-Command Remove-DreamLakeAsset).ImplementingType.GetCustomAttributes($false).ConfirmImpact | Should -Contain 'High'
    }

    It 'is in the trash, and comes back' {
        $said = Get-DreamLakeAsset robotics:removed | Remove-DreamLakeAsset -Confirm:$false -Verbose 4>&1
        "$said" | Should -BeLike '*robotics:removed/a/captions.srt is in the trash until*'
        Get-DreamLakeAsset robotics:removed | Should -BeNullOrEmpty
        $trash = Get-DreamLakeAsset robotics:removed -Trash
        $trash.Id, $trash.Name | Should -Be $removed.AssetId, '/a/captions.srt'
        $trash.Removed | Should -Not -BeNullOrEmpty
        ($trash | Restore-DreamLakeAsset).Id | Should -Be $removed.AssetId
        Get-DreamLakeAsset robotics:removed -Trash | Should -BeNullOrEmpty
    }

    It 'is an error where there is nothing of that id' {
        foreach ($command in 'Remove-DreamLakeAsset', 'Restore-DreamLakeAsset') {
            & $command nosuch -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'AssetNotFound,*'
        }
    }
}

Describe 'What was sent' {
    It 'is waited for and received without a word of binding' {
        $files = $sent | Wait-DreamLakeAsset -For Verified | Receive-DreamLakeFile -Destination "$TestDrive/one" -PassThru
        $files.Name | Sort-Object | Should -Be 'captions.srt', 'labels.jsonl'
        foreach ($file in $files) {
            (Get-FileHash $file).Hash | Should -Be (Get-FileHash "$samples/$($file.Name)").Hash
            $file.LastWriteTimeUtc | Should -Be (Get-Item "$samples/$($file.Name)").LastWriteTimeUtc
        }
    }

    It 'is left alone where another file has its name, unless forced' {
        New-Item "$TestDrive/two/a/b/captions.srt" -Force -Value 'mine'
        Receive-DreamLakeFile -Episode robotics:back -Destination "$TestDrive/two" -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        Get-Content "$TestDrive/two/a/b/captions.srt" | Should -Be 'mine'
        "$TestDrive/two/a/b/labels.jsonl" | Should -Exist
        Receive-DreamLakeFile -Episode robotics:back -Destination "$TestDrive/two" -Force
        (Get-FileHash "$TestDrive/two/a/b/captions.srt").Hash | Should -Be (Get-FileHash "$samples/captions.srt").Hash
    }

    It 'is only told with -WhatIf' {
        Receive-DreamLakeFile -Episode robotics:back -Destination "$TestDrive/three" -WhatIf
        "$TestDrive/three" | Should -Not -Exist
    }
}
