#!/bin/sh
# SPDX-License-Identifier: MPL-2.0
# sigrok.sh VSCALE MODEM.so: a program of others reads a scale of ours: sigrok-cli, the only one in Debian that reads any (KERN EW).
# Its library takes lines only whose name /sys knows: the pseudo-terminal is put over one of them, in a mount namespace of its own.
set -eu
line=/dev/tty63
if [ "${3-}" != inside ]; then
	for wanted in sigrok-cli unshare; do
		command -v $wanted >/dev/null || { echo "1..0 # SKIP no $wanted"; exit 0; }
	done
	if [ ! -e $line ] || [ ! -e "/sys/class/tty/${line#/dev/}" ] || ! unshare -rm true 2>/dev/null; then
		echo "1..0 # SKIP no $line, or no namespaces here"
		exit 0
	fi
	exec unshare -rm sh "$0" "$1" "$2" inside
fi
dir=$(mktemp -d)
mkfifo "$dir/orders" "$dir/answers"
"$1" kern-ew "$dir/line" <"$dir/orders" >"$dir/answers" &
exec 7>"$dir/orders" 8<"$dir/answers"
trap 'exec 7>&-; wait; rm -r "$dir"' EXIT
read -r name <&8 # it is there
order() {
	echo "$1" >&7
	read -r answer <&8
	[ "$answer" = ok ]
}
mount --bind "$(readlink "$name")" $line

n=0
# says WORDS WHAT: until sigrok reads these words, for a while: a weight needs a moment to come to rest.
says() {
	n=$((n + 1))
	tries=10
	while [ $tries -gt 0 ]; do
		read=$(LD_PRELOAD="$2" timeout 20 sigrok-cli -d kern-ew-6200-2nm:conn=$line --samples 1 2>&1 || :)
		[ "$read" = "$1" ] && { echo "ok $n - $3"; return; }
		tries=$((tries - 1))
	done
	echo "not ok $n - $3: '$read', not '$1'"
}
order "every 100"
order "unit g"
order "put 1840"
says "Mass: 1.840 kg" "$2" "grams, standing still"
order "unit lb"
says "Mass: 4.06 lb" "$2" "pounds"
order "unit g"
order "put -530"
says "Mass: -530 g" "$2" "below zero"
order "unit oz"
order "put 1000"
says "Mass: 35.3 oz" "$2" "ounces"
order "error"
says "Mass: inf oz" "$2" "a fault is no weight"
echo "1..$n"
