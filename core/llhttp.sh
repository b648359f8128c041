#!/bin/sh
# SPDX-License-Identifier: MPL-2.0
# llhttp.sh OUTDIR: where no libllhttp-dev exists (Debian 12), fetches the package node-llhttp into OUTDIR and takes it
# apart there instead of installing it, because installing it would pull nodejs.  Leaves OUTDIR/llhttp/{llhttp.h,*.c}.
set -eu
out=$1
[ -f "$out/llhttp/llhttp.c" ] && exit 0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
chmod 755 "$tmp"
cd "$tmp"
apt-get download -qq node-llhttp 2>/dev/null || {
	echo "llhttp.sh: cannot download the package node-llhttp; run 'apt-get update' and try again" >&2
	exit 1
}
dpkg -x node-llhttp_*.deb x
mkdir -p "$out/llhttp"
find x/usr -name llhttp.h -exec cp -L {} "$out/llhttp/" \; -quit
cp x/usr/share/llhttp/*.c "$out/llhttp/"
