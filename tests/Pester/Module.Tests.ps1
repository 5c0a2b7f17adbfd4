#Requires -Version 7.4
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '6.2.0' }

# The module as the shell sees it: connections, help, manifest.
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

Describe 'Connections' {
    It 'take a token that is never shown' {
        $shown = Connect-DreamLake -Token ([Net.NetworkCredential]::new('', $env:DREAMLAKE_API_KEY).SecurePassword) -PassThru
        $shown.TokenSource | Should -Be 'Connect-DreamLake'
        $shown | Format-List * -Force | Out-String | Should -Not -Match ([regex]::Escape($env:DREAMLAKE_API_KEY))
        Disconnect-DreamLake
        (Get-DreamLakeConnection).TokenSource | Should -Be 'DREAMLAKE_API_KEY'
    }
}

Describe 'A connection object' {
    It 'is checked before it counts' {
        { Connect-DreamLake http://127.0.0.1:1 http://127.0.0.1:1 } | Should -Throw -ErrorId 'LakeUnreachable,*'
        (Connect-DreamLake http://127.0.0.1:1 http://127.0.0.1:1 -SkipCheck).BssUrl | Should -Be 'http://127.0.0.1:1/'
        Test-DreamLakeConnection -WarningAction SilentlyContinue | Should -BeFalse
        Disconnect-DreamLake
        Test-DreamLakeConnection | Should -BeTrue
    }

    It 'goes into other threads with its token' {
        $connection = Connect-DreamLake -Token ([Net.NetworkCredential]::new('', $env:DREAMLAKE_API_KEY).SecurePassword)
        Disconnect-DreamLake
        $names = 1..3 | ForEach-Object { New-Recording "$TestDrive/connected/$_.mp4" } | ForEach-Object -Parallel {
            Import-Module "$using:root/out/DreamLake"
            (Send-DreamLakeFile $_ -Episode robotics:connected -Connection $using:connection).Name
        }
        $names | Sort-Object | Should -Be '/1.mp4', '/2.mp4', '/3.mp4'
        $job = Start-ThreadJob { Import-Module "$using:root/out/DreamLake"; Test-DreamLakeConnection $using:connection }
        Receive-Job $job -Wait -AutoRemoveJob | Should -BeTrue
    }

    It 'is refused in another process where its token was given by hand' {
        $connection = Connect-DreamLake -Token ([Net.NetworkCredential]::new('', $env:DREAMLAKE_API_KEY).SecurePassword)
        Disconnect-DreamLake
        $connection | Export-Clixml "$TestDrive/connection.xml"
        { Test-DreamLakeConnection (Import-Clixml "$TestDrive/connection.xml") } | Should -Throw '*no other process*'
        Connect-DreamLake | Export-Clixml "$TestDrive/connection.xml"
        Test-DreamLakeConnection (Import-Clixml "$TestDrive/connection.xml") | Should -BeTrue
        Disconnect-DreamLake
    }

    It 'reads well as JSON' {
        $json = Get-DreamLakeConnection | ConvertTo-Json | ConvertFrom-Json
        $json.BssUrl.TrimEnd('/') | Should -Be "$env:DREAMLAKE_BSS_URL".TrimEnd('/')
        $json.PSObject.Properties.Name | Should -Be 'BssUrl', 'ServerUrl', 'Namespace', 'TokenSource'
    }
}

Describe 'Tab after -To' {
    It 'offers the folders of the episode, and no file of this machine' {
        $null = New-Recording "$TestDrive/tab/a.mp4"
        $null = Send-DreamLakeFile "$TestDrive/tab/a.mp4" -Episode robotics:tab -To /camera/front
        $offered = { (TabExpansion2 "Send-DreamLakeFile x -Episode robotics:tab -To $args").CompletionMatches.CompletionText }
        $until = [DateTime]::UtcNow.AddSeconds(20)
        while ('/camera/front' -notin (& $offered) -and [DateTime]::UtcNow -lt $until) { Start-Sleep -Milliseconds 200 }
        & $offered | Should -Be '/camera', '/camera/front'
        & $offered '/camera/f' | Should -Be '/camera/front'
        & $offered '/nothing' | Should -Be '/nothing'
        (TabExpansion2 'Send-DreamLakeFile x -Episode robotics:none -To ').CompletionMatches.CompletionText | Should -Be '/'
    }
}

Describe 'Help' {
    It 'describes <_> in full' -ForEach 'Connect-DreamLake', 'Disconnect-DreamLake', 'Get-DreamLakeConnection', 'Get-DreamLakeUploadState',
        'Remove-DreamLakeUploadState', 'Resume-DreamLakeUpload', 'Send-DreamLakeFile', 'Test-DreamLakeConnection' {
        $help = Get-Help $_ -Full
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match "^\s*$_\s*\["
        @($help.examples.example).Count | Should -BeGreaterOrEqual 1
        $help.parameters.parameter | Where-Object { $_ } | ForEach-Object { $_.description.Text | Should -Not -BeNullOrEmpty }
    }

    It 'has a topic' {
        Get-Help about_DreamLake | Out-String | Should -Match 'Resume-DreamLakeUpload'
    }
}

Describe 'The manifest' {
    It 'is valid' {
        $manifest = Test-ModuleManifest "$root/out/DreamLake/DreamLake.psd1" -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        $manifest.ExportedCmdlets.Count | Should -Be 16
    }
}
