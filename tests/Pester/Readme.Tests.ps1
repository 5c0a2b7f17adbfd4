#Requires -Version 7.4
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '6.2.0' }

# The first page's lines for PowerShell, typed as they stand.
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

Describe 'The first page' {
    It 'has lines that can be typed as they stand' {
        $folder = "$TestDrive/readme"
        $null = New-Item -ItemType Directory $folder
        Copy-Item "$root/samples/run01.mp4" $folder
        $blocks = [regex]::Matches((Get-Content -Raw "$root/README.md"), '(?s)```powershell\n(.*?)```')
        $blocks.Count | Should -BeGreaterThan 0
        Push-Location $folder
        try {
            $written = foreach ($line in $blocks.ForEach({ $_.Groups[1].Value.Trim() -split '\n' })) {
                [scriptblock]::Create($line).Invoke()
            }
        }
        finally {
            Pop-Location
        }
        @($written | Where-Object AssetId).Name | Should -Contain '/camera/front/run01.mp4'
        (Get-FileHash "$folder/back/camera/front/run01.mp4").Hash | Should -Be (Get-FileHash "$folder/run01.mp4").Hash
    }
}
