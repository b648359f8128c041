#!/bin/sh
# SPDX-License-Identifier: MPL-2.0
# service.sh UNIT PROGRAM: systemd understands glane's unit, and says that little is left open to whoever gets in.
set -eu
unit=$1 program=$(realpath "$2")
command -v systemd-analyze >/dev/null || {
	echo "1..0 # SKIP systemd-analyze is not there"
	exit 0
}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
# It looks whether the program can be run, which may not be installed.
sed "s#^ExecStart=[^ ]*#ExecStart=$program#" "$unit" >"$tmp/glane.service"

echo 1..2
point() { # STATUS NUMBER NAME, what was said in $tmp/said
	[ "$1" = 0 ] || printf 'not '
	echo "ok $2 - $3"
	[ "$1" = 0 ] || sed 's/^/# /' "$tmp/said"
}
status=0
systemd-analyze verify --man=no "$tmp/glane.service" >"$tmp/said" 2>&1 || status=1
# The back-off came with systemd 254; an older one may be without it.
grep -v "Unknown key.*'Restart\(Steps\|MaxDelaySec\)'" "$tmp/said" | grep -q 'glane\.service' && status=1
point "$status" 1 "the unit is understood"
status=0
systemd-analyze security --no-pager --offline=yes --threshold=20 "$tmp/glane.service" >"$tmp/said" 2>&1 || status=1
point "$status" 2 "its exposure is 2.0 at most"
