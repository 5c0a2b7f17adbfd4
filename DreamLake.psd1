@{
    RootModule             = 'DreamLake.PowerShell.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = 'c1cbd2f9-5a0e-4d6f-9b2e-3f7a1c0d8e45'
    Author                 = 'DreamLake'
    CompanyName            = 'DreamLake'
    Copyright              = 'Copyright (c) 2026 DreamLake'
    Description            = 'Uploads recordings - video, audio, labels, text tracks - to a DreamLake, resumably: however a run ends, the same command goes on where it was.'
    PowerShellVersion      = '7.4'
    CompatiblePSEditions   = @('Core')
    FormatsToProcess       = @('DreamLake.Format.ps1xml')
    CmdletsToExport        = @(
        'Connect-DreamLake'
        'Disconnect-DreamLake'
        'Get-DreamLakeAsset'
        'Get-DreamLakeConnection'
        'Get-DreamLakeEpisode'
        'Get-DreamLakeUploadState'
        'Receive-DreamLakeFile'
        'Remove-DreamLakeAsset'
        'Remove-DreamLakeSource'
        'Remove-DreamLakeUploadState'
        'Restore-DreamLakeAsset'
        'Resume-DreamLakeUpload'
        'Send-DreamLakeFile'
        'Test-DreamLakeConnection'
        'Test-DreamLakeFile'
        'Wait-DreamLakeAsset'
    )
    FunctionsToExport      = @()
    AliasesToExport        = @()
    VariablesToExport      = @()
    PrivateData            = @{
        PSData = @{
            Tags         = @('DreamLake', 'upload', 'resumable', 'multipart', 'S3', 'video', 'robotics', 'PSEdition_Core', 'Windows', 'Linux', 'macOS')
            LicenseUri   = 'https://opensource.org/license/mit'
            ProjectUri   = 'https://github.com/dreamlake/DreamLake.PowerShell'
            IconUri      = 'https://raw.githubusercontent.com/dreamlake/DreamLake.PowerShell/main/docs/pictures/icon.png'
            ReleaseNotes = 'https://github.com/dreamlake/DreamLake.PowerShell/blob/main/CHANGELOG.md'
        }
    }
}
