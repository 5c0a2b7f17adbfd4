# Read by .ci/package: tarballs and Debian packages of what is staged in $stage, into $out/linux.

# A tarball of a folder, whose bytes depend on its files' names, bytes and modes alone: archive FOLDER
archive() {
  tar --sort=name --owner=0 --group=0 --numeric-owner --mode=go=rX,u+rw,a-s --mtime="@$SOURCE_DATE_EPOCH" \
    --format=gnu -C "$stage/tar" -cf - "$1" | gzip -n >"$out/linux/$1.tar.gz"
}

# What stands on the disk after an installation, before it is packed: file MODE FROM TO
file() { install -D -m "$1" "$2" "$root/$3"; }

# The command's package.
debian_command() {
  root=$stage/deb/dreamlake
  file 755 "$stage/native/dreamlake" usr/lib/dreamlake/dreamlake
  mkdir -p "$root/usr/bin"
  ln -sfn ../lib/dreamlake/dreamlake "$root/usr/bin/dreamlake"
  for shell in bash zsh fish; do "$stage/native/dreamlake" completion "$shell" >"$stage/completion.$shell"; done
  file 644 "$stage/completion.bash" usr/share/bash-completion/completions/dreamlake
  file 644 "$stage/completion.zsh" usr/share/zsh/vendor-completions/_dreamlake
  file 644 "$stage/completion.fish" usr/share/fish/vendor_completions.d/dreamlake.fish
  debian dreamlake
}

# The lake's package, with the unit for each of its roles.
debian_lake() {
  root=$stage/deb/dreamlake-lake
  mkdir -p "$root/usr/lib/dreamlake" "$root/usr/bin"
  cp -r "$stage/native/lake" "$root/usr/lib/dreamlake/lake"
  ln -sfn ../lib/dreamlake/lake/dreamlake-lake "$root/usr/bin/dreamlake-lake"
  file 644 deploy/systemd/dreamlake@.service lib/systemd/system/dreamlake@.service
  file 644 deploy/lake.json usr/share/doc/dreamlake-lake/examples/lake.json
  file 755 deploy/debian/dreamlake-lake.postinst DEBIAN/postinst
  debian dreamlake-lake
}

# What every package has: its page, its papers, its control file; then the package: debian NAME
debian() {
  local name=$1 papers=$root/usr/share/doc/$1
  gzip -n -9 <"deploy/man/$name.1" >"$stage/$name.1.gz"
  file 644 "$stage/$name.1.gz" "usr/share/man/man1/$name.1.gz"
  file 644 deploy/debian/copyright "usr/share/doc/$name/copyright"
  file 644 "$out/sbom/$name.cdx.json" "usr/share/doc/$name/sbom.cdx.json"
  file 644 "deploy/debian/$name.lintian-overrides" "usr/share/lintian/overrides/$name"
  debian_changelog "$name" | gzip -n -9 >"$papers/changelog.gz"
  mkdir -p "$root/DEBIAN"
  find "$root" -mindepth 1 -type d -exec chmod 755 {} +
  sed -e "s/@VERSION@/$debian_version/" -e "s/@ARCHITECTURE@/$debian_architecture/" \
    -e "s/@SIZE@/$(du -sk --apparent-size "$root/usr" | cut -f1)/" "deploy/debian/$name.control" >"$root/DEBIAN/control"
  (cd "$root" && find . -type f ! -path './DEBIAN/*' -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' md5sum) >"$root/DEBIAN/md5sums"
  find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  # By one thread: how xz cuts its blocks depends on how many there are.
  DPKG_DEB_THREADS_MAX=1 dpkg-deb --root-owner-group -Zxz -z1 \
    --build "$root" "$out/linux/${name}_${debian_version}_$debian_architecture.deb" >/dev/null
}

debian_changelog() {
  printf '%s (%s) unstable; urgency=medium\n\n' "$1" "$debian_version"
  printf '  * See https://github.com/dreamlake/DreamLake.PowerShell/blob/main/CHANGELOG.md\n\n'
  printf ' -- DreamLake <dreamlake@users.noreply.github.com>  %s\n' "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")"
}
