# What somebody types who installs the module from a folder and uploads with it: Module.ps1 FEED FILE.
param([string] $Feed, [string] $File)
$ErrorActionPreference = 'Stop'
Register-PSResourceRepository -Name Local -Uri $Feed -Trusted
Install-PSResource -Name DreamLake -Repository Local -Prerelease
$manifest = Test-ModuleManifest (Get-Module -ListAvailable DreamLake).Path
foreach ($fact in 'LicenseUri', 'IconUri', 'ProjectUri', 'ReleaseNotes', 'Tags') {
    if (-not $manifest.$fact) { throw "The manifest has no $fact." }
}
$label = $manifest.PrivateData.PSData['Prerelease']
"version $($manifest.Version)$(if ($label) { "-$label" })"
$sent = Send-DreamLakeFile -LiteralPath $File -Episode alice@robotics:module -To /camera
"stored $($sent.AssetId)"
if (-not (Get-Help about_DreamLake_Resume)) { throw 'The topics are missing.' }
