#!/bin/sh
# SPDX-License-Identifier: MPL-2.0
# Every shell script can at least be read: one stray quote in a list would break ./start on a new machine.
cd "$(dirname "$0")/../.." || exit 1
bad=0 read=0
for script in start check .ci/run core/*.sh tests/*/*.sh tests/bench/run tests/unit/*/*.sh; do
	[ -f "$script" ] || continue
	case "$(head -n 1 "$script")" in
	*bash) shell=bash ;;
	*/sh) shell=sh ;;
	*) continue ;;
	esac
	read=$((read + 1))
	"$shell" -n "$script" || bad=$((bad + 1))
done
[ "$read" -gt 5 ] && ./start --help >/dev/null && [ "$bad" = 0 ]
