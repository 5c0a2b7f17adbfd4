#Requires -Version 7.4
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5.0' }

# What a person types, against the built module in out/DreamLake and a lake of its own.
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

Describe 'Send-DreamLakeFile' {
    It 'uploads what Get-ChildItem finds' {
        $sent = Get-ChildItem $samples -Include *.mp4, *.flac, *.jsonl, *.srt, *.vtt -Recurse | Send-DreamLakeFile -Episode robotics:run-042 -To /camera/front
        $sent.Count | Should -Be 5
        $sent.Status | Select-Object -Unique | Should -Be 'Stored'
        $sent.Type | Sort-Object -Unique | Should -Be 'Video', 'Audio', 'LabelTrack', 'TextTrack'
        ($sent | Where-Object Type -EQ Video).Name | Should -Be '/camera/front/run01.mp4'
    }

    It 'takes patterns, and names that look like patterns' {
        Copy-Item "$samples/captions.srt" "$TestDrive/with space.srt"
        Copy-Item "$samples/captions.srt" "$TestDrive/[1].srt"
        Push-Location $TestDrive
        try {
            (Send-DreamLakeFile *space.srt robotics:patterns).Name | Should -Be '/with space.srt'
            (Get-ChildItem -LiteralPath '[1].srt' | Send-DreamLakeFile -Episode robotics:patterns).Name | Should -Be '/[1].srt'
            (Get-Item *.srt | Send-DreamLakeFile -Episode robotics:both).Count | Should -Be 2
        }
        finally {
            Pop-Location
        }
    }

    It 'stops at the first result that is asked for' {
        $first = Get-ChildItem $samples -File -Include *.srt, *.mp4 -Recurse | Send-DreamLakeFile -Episode robotics:first -WarningAction SilentlyContinue | Select-Object -First 1
        @($first).Count | Should -Be 1
        # How far the others were by then is a matter of luck; whatever was begun can be finished.
        $null = Resume-DreamLakeUpload -ErrorVariable problem
        $problem | Should -BeNullOrEmpty
        Get-DreamLakeUploadState | Should -BeNullOrEmpty
    }

    It 'says what would happen and does none of it' {
        $sent = Send-DreamLakeFile "$samples/run01.mp4" robotics:whatif -WhatIf
        $sent | Should -BeNullOrEmpty
        Get-DreamLakeUploadState | Should -BeNullOrEmpty
    }

    It 'writes one error for a bad file, with an id, the file and advice' {
        $sent = Send-DreamLakeFile "$samples/captions.srt", "$TestDrive/gone.mp4" -Episode robotics:bad -ErrorAction SilentlyContinue -ErrorVariable problem
        @($sent).Count | Should -Be 1
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'FileNotFound,*'
        $problem[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'ends at once where the token is refused' {
        $token = $env:DREAMLAKE_API_KEY
        try {
            $env:DREAMLAKE_API_KEY = 'x.y.z'
            { Send-DreamLakeFile "$samples/captions.srt" alice@robotics:x -WarningAction SilentlyContinue } | Should -Throw -ErrorId 'TokenRefused,*'
        }
        finally {
            $env:DREAMLAKE_API_KEY = $token
            Get-DreamLakeUploadState | Remove-DreamLakeUploadState -Confirm:$false
        }
    }
}

Describe 'Pending uploads' {
    BeforeAll {
        # Refused after its bytes were stored: what is pending without any timing.
        $script:labels = "$TestDrive/bad.jsonl"
        Set-Content $labels '{"a":1}', '{nonsense'
    }

    BeforeEach {
        Send-DreamLakeFile $labels robotics:pending -ErrorAction SilentlyContinue
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

    It 'complete with Tab' {
        $hash = (Get-DreamLakeUploadState).Hash
        (TabExpansion2 'Resume-DreamLakeUpload ').CompletionMatches.CompletionText | Should -Be $hash
        (TabExpansion2 'Send-DreamLakeFile x -Episode ').CompletionMatches.CompletionText | Should -Contain (Get-DreamLakeUploadState).Episode
        (TabExpansion2 'Send-DreamLakeFile x -Type L').CompletionMatches.CompletionText | Should -Be 'LabelTrack'
    }

    It 'are resumed, which tells again why they cannot be finished' {
        Get-DreamLakeUploadState | Resume-DreamLakeUpload -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ContentRefused,*'
    }
}

Describe 'Views' {
    It 'fit 80 columns, with sizes as people read them' {
        $sent = Send-DreamLakeFile "$samples/run01.mp4" robotics:views -To /camera/front
        $table = $sent | Out-String -Width 80
        $table | Should -Match '11\.1 MiB'
        $table | Should -Match '/camera/front/run01\.mp4'
        $table -split '\r?\n' | ForEach-Object { ($_ -replace '\e\[[0-9;]*m').Length | Should -BeLessOrEqual 80 }
    }

    It 'show states in a table, too' {
        $labels = "$TestDrive/view.jsonl"
        Set-Content $labels '{nonsense'
        Send-DreamLakeFile $labels robotics:views -ErrorAction SilentlyContinue
        $table = Get-DreamLakeUploadState -Path $labels | Out-String -Width 80
        $table | Should -Match '/view\.jsonl'
        $table | Should -Match ' B '
        $table -split '\r?\n' | ForEach-Object { ($_ -replace '\e\[[0-9;]*m').Length | Should -BeLessOrEqual 80 }
        Remove-DreamLakeUploadState * -Confirm:$false
    }
}

Describe 'Connections' {
    It 'take a token that is never shown' {
        $shown = Connect-DreamLake -Token ([Net.NetworkCredential]::new('', $env:DREAMLAKE_API_KEY).SecurePassword) -PassThru
        $shown.TokenSource | Should -Be 'Connect-DreamLake'
        $shown | Format-List * -Force | Out-String | Should -Not -Match ([regex]::Escape($env:DREAMLAKE_API_KEY))
        Disconnect-DreamLake
        (Get-DreamLakeConnection).TokenSource | Should -Be 'DREAMLAKE_API_KEY'
    }
}

Describe 'Help' {
    It 'describes Send-DreamLakeFile in full' {
        $help = Get-Help Send-DreamLakeFile -Full
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.examples.example.Count | Should -BeGreaterOrEqual 3
        $help.parameters.parameter | ForEach-Object { $_.description.Text | Should -Not -BeNullOrEmpty }
    }

    It 'has a topic' {
        Get-Help about_DreamLake | Out-String | Should -Match 'Resume-DreamLakeUpload'
    }
}

Describe 'The manifest' {
    It 'is valid' {
        $manifest = Test-ModuleManifest "$root/out/DreamLake/DreamLake.psd1" -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        $manifest.ExportedCmdlets.Count | Should -Be 7
    }
}
