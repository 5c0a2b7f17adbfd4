#Requires -Version 7.4
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '6.2.0' }

# What a person types to upload, against the built module in out/DreamLake and a lake of its own.
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
        $sent = Get-ChildItem $samples -Include *.mp4, *.flac, *.jsonl, *.srt, *.vtt -Recurse |
            Send-DreamLakeFile -Episode robotics:run-042 -To /camera/front
        $sent.Count | Should -Be 5
        $sent.Status | Select-Object -Unique | Should -Be 'Stored'
        $sent.Type | Sort-Object -Unique | Should -Be 'Video', 'Audio', 'LabelTrack', 'TextTrack'
        ($sent | Where-Object Type -EQ Video).Name | Should -Be '/camera/front/run01.mp4'
    }

    It 'waits until the lake has read the bytes back' {
        $file = New-Recording "$TestDrive/wait/a.wav" 100000
        $sent = Send-DreamLakeFile $file -Episode robotics:wait -WaitFor Verified
        $sent.Status | Should -BeIn 'Verified', 'Ready'
        $sent.Sha256 | Should -Be (Get-FileHash $file -Algorithm SHA256).Hash
        $sent.VerifiedAt | Should -BeOfType [datetime]
        { Send-DreamLakeFile $file -Episode robotics:wait -WaitFor Stored } | Should -Throw '*Verified*'
    }

    It 'takes patterns, and names that look like patterns' {
        Copy-Item "$samples/captions.srt" "$TestDrive/with space.srt"
        Copy-Item "$samples/captions.srt" "$TestDrive/[1].srt"
        Push-Location $TestDrive
        try {
            (Send-DreamLakeFile *space.srt -Episode robotics:patterns).Name | Should -Be '/with space.srt'
            (Get-ChildItem -LiteralPath '[1].srt' | Send-DreamLakeFile -Episode robotics:patterns).Name | Should -Be '/[1].srt'
            (Get-Item *.srt | Send-DreamLakeFile -Episode robotics:both).Count | Should -Be 2
            Send-DreamLakeFile '[1].srt' -Episode robotics:x -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].ErrorDetails.Message | Should -Match '-LiteralPath'
        }
        finally {
            Pop-Location
        }
    }

    It 'takes every word without a name for a file' {
        $one = New-Recording "$TestDrive/one/a.mp4"
        $two = New-Recording "$TestDrive/two/b.mp4"
        (Send-DreamLakeFile $two $one -Episode robotics:positions).Name | Sort-Object | Should -Be '/a.mp4', '/b.mp4'
    }

    It 'stops at the first result that is asked for' {
        $first = Get-ChildItem $samples -File -Include *.srt, *.mp4 -Recurse |
            Send-DreamLakeFile -Episode robotics:first -WarningAction SilentlyContinue | Select-Object -First 1
        @($first).Count | Should -Be 1
        # How far the others were by then is a matter of luck; whatever was begun can be finished.
        $null = Resume-DreamLakeUpload -ErrorVariable problem
        $problem | Should -BeNullOrEmpty
        Get-DreamLakeUploadState | Should -BeNullOrEmpty
    }

    It 'says what would happen and does none of it' {
        $sent = Send-DreamLakeFile "$samples/run01.mp4" -Episode robotics:whatif -WhatIf
        $sent | Should -BeNullOrEmpty
        Get-DreamLakeUploadState | Should -BeNullOrEmpty
    }

    It 'writes one error for a bad file, with an id, the file and advice' {
        $sent = Send-DreamLakeFile "$samples/captions.srt", "$TestDrive/gone.mp4" -Episode robotics:bad `
            -ErrorAction SilentlyContinue -ErrorVariable problem
        @($sent).Count | Should -Be 1
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'FileNotFound,*'
        $problem[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'throws what a script can catch by its type' {
        $reason = try { Send-DreamLakeFile "$TestDrive/gone.mp4" -Episode robotics:bad -ErrorAction Stop }
            catch [DreamLake.UploadException] { $_.Exception.Reason }
        $reason | Should -Be 'FileNotFound'
        $type = try { Send-DreamLakeFile -LiteralPath "$TestDrive/gone.mp4" -Episode robotics:bad -ErrorAction Stop }
            catch [DreamLake.UploadException] { 'caught' }
        $type | Should -Be 'caught'
    }

    It 'ends at once where the token is refused' {
        $token = $env:DREAMLAKE_API_KEY
        try {
            $env:DREAMLAKE_API_KEY = 'x.y.z'
            { Send-DreamLakeFile "$samples/captions.srt" -Episode alice@robotics:x -WarningAction SilentlyContinue } |
                Should -Throw -ErrorId 'TokenRefused,*'
        }
        finally {
            $env:DREAMLAKE_API_KEY = $token
            Get-DreamLakeUploadState | Remove-DreamLakeUploadState -Confirm:$false
        }
    }

    It 'takes a rate as a number or as a text: <Rate>' -ForEach @{ Rate = 10MB }, @{ Rate = '10MB' }, @{ Rate = '10 MB' } {
        (Send-DreamLakeFile "$samples/captions.srt" -Episode robotics:rate -MaxRate $Rate -Force).Status | Should -Be 'Stored'
    }
}
