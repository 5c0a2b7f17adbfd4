#Requires -Version 7.4
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '6.2.0' }

# What only a shell of its own shows: its exit codes, Ctrl+C, jobs, and the progress of a pipeline.
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

Describe 'A script run by pwsh -File' {
    It 'ends with 0 where all is stored' {
        $run = Invoke-Shell "(Send-DreamLakeFile '$samples/captions.srt' -Episode robotics:file).Status"
        $run.Problem | Should -BeNullOrEmpty
        "$($run.ExitCode) $($run.Output.Trim())" | Should -Be '0 Stored'
    }

    It 'goes on, and ends with 0, after an error of one file' {
        $run = Invoke-Shell "Send-DreamLakeFile '$TestDrive/gone.mp4' -Episode robotics:file; 'went on'"
        "$($run.ExitCode) $($run.Output.Trim().Split("`n")[-1])" | Should -Be '0 went on'
        $run.Output + $run.Problem | Should -Match 'gone\.mp4'
    }

    It 'ends with 1 at the first error under $ErrorActionPreference = Stop' {
        $run = Invoke-Shell "`$ErrorActionPreference = 'Stop'; Send-DreamLakeFile '$TestDrive/gone.mp4' -Episode robotics:file; 'went on'"
        $run.ExitCode | Should -Be 1
        $run.Output | Should -Not -Match 'went on'
    }

    It 'tells what it likes by its own exit code' {
        $run = Invoke-Shell (
            "`$sent = Send-DreamLakeFile '$TestDrive/gone.mp4' -Episode robotics:file -ErrorAction SilentlyContinue;" +
            "exit (`$sent ? 0 : 7)")
        $run.ExitCode | Should -Be 7
    }
}

Describe 'Ctrl+C' {
    It 'pauses within moments, says how to go on, and keeps what was sent' -Skip:$IsWindows {
        $file = New-Recording "$TestDrive/long.mp4" 30MB
        # 2 MB a second: the first part is stored after some seconds, the last one would be after fifteen.
        $shell = Start-Shell "Send-DreamLakeFile '$file' -Episode robotics:interrupted -MaxRate 2MB"
        $until = [DateTime]::UtcNow.AddSeconds(60)
        while (-not (Get-DreamLakeUploadState | Where-Object PartsDone -GE 1) -and [DateTime]::UtcNow -lt $until) {
            Start-Sleep -Milliseconds 100
        }
        kill -INT $shell.Id
        $run = Complete-Shell $shell
        $run.Output + $run.Problem | Should -Match 'upload paused — re-run to resume: Send-DreamLakeFile'
        $run.Output + $run.Problem | Should -Match '-MaxRate 2097152'
        $sent = Resume-DreamLakeUpload
        $sent.Status | Should -Be 'Stored'
        $sent.PartsSent | Should -BeLessThan $sent.Parts
    }
}

Describe 'Jobs' {
    It 'upload on threads of the session' {
        $job = Start-ThreadJob {
            Import-Module "$using:root/out/DreamLake"
            Send-DreamLakeFile "$using:samples/captions.srt" -Episode robotics:thread-job
        }
        (Receive-Job $job -Wait -AutoRemoveJob).Status | Should -Be 'Stored'
    }

    It 'upload in parallel, each for itself' {
        $names = 1..4 | ForEach-Object { New-Recording "$TestDrive/parallel/$_.mp4" } |
            ForEach-Object -Parallel { Import-Module "$using:root/out/DreamLake"; Send-DreamLakeFile $_ -Episode robotics:parallel } |
                ForEach-Object Name
        $names | Sort-Object | Should -Be '/1.mp4', '/2.mp4', '/3.mp4', '/4.mp4'
    }

    It 'upload in a process of their own' -Skip:(-not ((Test-Path "$PSHOME/pwsh") -or (Test-Path "$PSHOME/pwsh.exe"))) {
        $job = Start-Job {
            Import-Module "$using:root/out/DreamLake"
            Send-DreamLakeFile "$using:samples/captions.srt" -Episode robotics:job
        }
        (Receive-Job $job -Wait -AutoRemoveJob).Status | Should -Be 'Stored'
    }
}

Describe 'Progress' {
    It 'shows the batch and its file, and takes both away' {
        $file = New-Recording "$TestDrive/shown.mp4" 3MB
        $shell = [powershell]::Create().AddScript(
            "Import-Module '$root/out/DreamLake'; Send-DreamLakeFile '$file' -Episode robotics:progress -MaxRate 1MB")
        try {
            $shell.Invoke().Status | Should -Be 'Stored'
            $records = $shell.Streams.Progress | Where-Object { $_.Activity -in 'Uploading to DreamLake', 'shown.mp4' }
            $records.StatusDescription | Should -Contain 'sending part 1 of 1'
            @($records | Where-Object StatusDescription -Match '^0 of 1 files, .* of 3\.0 MiB').Count | Should -BeGreaterThan 0
            $records | Group-Object ActivityId | ForEach-Object { $_.Group[-1].RecordType | Should -Be 'Completed' }
        }
        finally {
            $shell.Dispose()
        }
    }
}
