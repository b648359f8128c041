#!/bin/sh
# SPDX-License-Identifier: MPL-2.0
# lint.sh [FOLDER]: the rules of the house, over all sources below FOLDER (the project).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/../..}"
LC_ALL=C
export LC_ALL

# Sources by their ending, and programs without one by their first line.
sources() {
	find . \( -name '.?*' -o -name node_modules -o -path './build*' -o -path ./tests/data \) -prune -o -type f \
		\( -name '*.[ch]' -o -name '*.js' -o -name '*.mjs' -o -name '*.css' -o -name '*.html' -o -name '*.sql' -o -name '*.sh' \
		-o -name '*.awk' -o -name '*.py' -o -name meson.build -o -name meson_options.txt -o -name meson.options \) -print
	find . \( -name '.?*' -o -name node_modules -o -path './build*' -o -path ./tests/data -o -name corpus \) -prune \
		-o -type f ! -name '*.*' -exec sh -c '
			for f do
				case $(head -c 2 "$f" | tr -d "\0") in "#!") echo "$f" ;; esac
			done' sh {} +
}
sources | sort -u | tr '\n' '\0' | xargs -0 awk -v rules="$here/rules.txt" -f "$here/lint.awk" "$here/rules.txt"
