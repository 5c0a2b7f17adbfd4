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

Describe 'Help' {
    It 'describes <_> in full' -ForEach 'Connect-DreamLake', 'Disconnect-DreamLake', 'Get-DreamLakeConnection', 'Get-DreamLakeUploadState',
        'Remove-DreamLakeUploadState', 'Resume-DreamLakeUpload', 'Send-DreamLakeFile' {
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
        $manifest.ExportedCmdlets.Count | Should -Be 7
    }
}
