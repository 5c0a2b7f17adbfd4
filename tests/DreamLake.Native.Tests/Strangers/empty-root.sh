#!/bin/sh
# Makes a Debian root with nothing in it but what is essential and what packages depend on, as they are on this machine, installs the
# packages there as dpkg does, and runs a command there with nothing of this environment: empty-root.sh ROOT PACKAGES COMMAND…
# PACKAGES are paths of .deb files with spaces between. Only root can do that.
set -eu
root=$1 packages=$2
shift 2

# Of alternatives, the one that is here: "libssl3 | libssl3t64".
installed() { for name; do if dpkg-query -W "$name" >/dev/null 2>&1; then echo "$name"; return; fi; done; }
needed=$(for package in $packages; do dpkg-deb -f "$package" Depends; done | tr ',' '\n' | sed 's/([^)]*)//g; s/|/ /g' \
  | while read -r alternatives; do installed $alternatives; done)
wanted="$(dpkg-query -W -f '${Essential} ${Package}\n' | sed -n 's/^yes //p') $needed"
all=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances --installed $wanted \
  | grep '^[a-z]' | sort -u)

mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates" "$root/dev" "$root/proc" "$root/tmp" "$root/root" "$root/etc"
for link in bin sbin lib lib64; do
  if [ -h "/$link" ]; then mkdir -p "$root/usr/$link" && ln -s "usr/$link" "$root/$link"; fi
done
for package in $all; do
  # Names without a package behind them are virtual.
  dpkg-query -s "$package" 2>/dev/null >>"$root/var/lib/dpkg/status" && echo >>"$root/var/lib/dpkg/status" || true
  dpkg-query -L "$package" 2>/dev/null || true
done | sort -u | while read -r path; do
  if [ -h "$path" ] || [ -f "$path" ]; then echo "$path"; fi
done | tar --create --no-recursion --files-from - --absolute-names 2>/dev/null | tar --extract --directory "$root" --strip-components 0 2>/dev/null || true
cp /etc/passwd /etc/group /etc/shadow /etc/gshadow /etc/login.defs "$root/etc"
mknod -m 666 "$root/dev/null" c 1 3
mknod -m 666 "$root/dev/urandom" c 1 9

env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive dpkg --root "$root" --install $packages >&2
mount -t proc proc "$root/proc"
trap 'umount -l "$root/proc"' EXIT
env -i PATH=/usr/sbin:/usr/bin:/bin HOME=/root chroot "$root" "$@"
