#!/bin/sh
# SPDX-License-Identifier: MPL-2.0
# avahi.sh OUTDIR: where Avahi is not installed, takes Debian's packages of it apart in OUTDIR/avahi instead of installing them, because
# installing would start it on this machine.  Says nothing and leaves nothing where that does not work: labels/announced is skipped then.
out=$1
command -v avahi-daemon >/dev/null || [ -x "$out/avahi/usr/sbin/avahi-daemon" ] && exit 0
command -v apt-get >/dev/null && command -v dpkg >/dev/null || exit 0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
chmod 755 "$tmp"
cd "$tmp" && apt-get download -qq avahi-daemon libavahi-core7 libdaemon0 >/dev/null 2>&1 || exit 0
for package in *.deb; do dpkg -x "$package" x || exit 0; done
mkdir -p "$out" && rm -rf "$out/avahi" && cp -r x "$out/avahi"
