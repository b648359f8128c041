#!/bin/sh
# SPDX-License-Identifier: MPL-2.0
# diff.sh LIBRARY STORED.abi: does the contract that LIBRARY shows differ from the one that was stored?
# After the contract grew, and only then: abidw --no-show-locs --no-corpus-path --no-comp-dir-path LIBRARY >STORED.abi
command -v abidiff >/dev/null || {
	echo "1..0 # SKIP abidiff (package abigail-tools) is not installed"
	exit 0
}
echo 1..1
if out=$(abidiff --no-show-locs "$2" "$1" 2>&1); then
	echo "ok 1 - the contract is the stored one"
else
	echo "not ok 1 - the contract differs from the stored one"
	echo "$out" | sed 's/^/# /'
	exit 1
fi
