#!/bin/sh
# SPDX-License-Identifier: MPL-2.0
# compilers.sh SOURCE_ROOT: the contract's headers alone, and what is frozen of them, with each compiler as C and as C++.
cd "$1" || exit 1
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
n=0
failed=0
flags="-Wall -Wextra -pedantic -Werror -Wshadow -Icore/include -fsyntax-only"

attempt() { # compiler standard language file what
	n=$((n + 1))
	if ! command -v "$1" >/dev/null; then
		echo "ok $n - $5 with $1 $2 # SKIP $1 is not installed"
		return
	fi
	# shellcheck disable=SC2086 # a list of options
	if "$1" $flags "$2" -x "$3" "$4" >"$tmp/out" 2>&1; then
		echo "ok $n - $5 with $1 $2"
	else
		echo "not ok $n - $5 with $1 $2"
		sed 's/^/# /' "$tmp/out"
		failed=1
	fi
}

for header in plugin test; do
	printf '#include <glane/%s.h>\n#include <glane/%s.h>\n' $header $header >"$tmp/$header.c"
	for compiler in gcc clang; do
		attempt $compiler -std=c17 c "$tmp/$header.c" "glane/$header.h"
	done
	for compiler in g++ clang++; do
		attempt $compiler -std=c++17 c++ "$tmp/$header.c" "glane/$header.h"
	done
done
for compiler in gcc clang; do
	attempt $compiler -std=c17 c tests/abi/frozen.h "what is frozen"
done
for compiler in g++ clang++; do
	attempt $compiler -std=c++17 c++ tests/abi/frozen.h "what is frozen"
	attempt $compiler -std=c++20 c++ tests/abi/plugin.cpp "a plugin"
done
echo "1..$n"
exit $failed
