using DreamLake.Packaging;

// Called by .ci/package.
switch (args)
{
    case ["sbom", var assets, var name, var version, var file]:
        await File.WriteAllTextAsync(file, new Sbom(name, version, await RestoredPackages.ReadAsync(assets)).ToJson());
        return 0;
    case ["module", var folder, var version, var file]:
        var manifest = await ModuleManifest.ReadAsync(Path.Combine(folder, "DreamLake.psd1"));
        await File.WriteAllTextAsync(Path.Combine(folder, "DreamLake.psd1"), manifest.With(version).Text);
        await File.WriteAllTextAsync(file, manifest.ToNuspec(version, Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))));
        return 0;
    default:
        await Console.Error.WriteLineAsync(
            "sbom PROJECT.ASSETS.JSON NAME VERSION FILE, or module FOLDER VERSION NUSPEC: see .ci/package, which calls both.");
        return 2;
}
