#!/bin/sh
# SPDX-License-Identifier: MPL-2.0
# selftest.sh: each rule of lint.sh is broken once in a small tree of its own, and has to be reported there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
spdx='/* SPDX-License-Identifier: MPL-2.0 */'
failed=0

# file PATH LINES...: a licensed source
file() {
	path=$tree/$1
	mkdir -p "$(dirname "$path")"
	shift
	printf '%s\n' "$spdx" "$@" >"$path"
}

clean() {
	rm -rf "$tree"
	mkdir "$tree"
	file core/base/good.c '#include <stdio.h>' '#include <sys/types.h>' '#include "base/good.h"' '/* strcpy(SELECT) in words */'
}

# refused WORDS: lint.sh fails and says WORDS
refused() {
	if said=$("$here/lint.sh" "$tree"); then
		echo "not refused: $1"
		failed=1
	elif ! printf '%s\n' "$said" | grep -qF -- "$1"; then
		echo "refused, but not for '$1': $said"
		failed=1
	fi
	clean
}

taken() {
	if ! said=$("$here/lint.sh" "$tree"); then
		echo "refused: $said"
		failed=1
	fi
	clean
}

clean
taken
for pair in base:loop base:glue loop:store store:inventory store:http inventory:http http:store host:app plugins:base; do
	from=${pair%:*} to=${pair#*:}
	case $from in plugins) file plugins/x/a.c "#include \"$to/a.h\"" ;; *) file "core/$from/a.c" "#include \"$to/a.h\"" ;; esac
	case $from in plugins) refused "plugins may not include \"$to/a.h\"" ;; *) refused "core/$from may not include \"$to/a.h\"" ;; esac
done
file core/include/glane/plugin.h '#include "base/a.h"'
refused 'core/include may not include "base/a.h"'
file plugins/x/a.c '#include "y/a.h"'
refused 'plugins may not include "y/a.h"'
file plugins/x/a.c '#include "x/a.h"' '#include "drawing/qr.h"' '#include "x_embedded.h"' '#include <glane/plugin.h>' '#include "glane/plugin.h"'
refused '<glane/plugin.h> is not in'
file plugins/x/a.c '#include "x/a.h"' '#include "drawing/qr.h"' '#include "x_embedded.h"' '#include "glane/plugin.h"'
taken
file core/http/a.c '#include <sqlite3.h>'
refused '<sqlite3.h> is only for core/store'
file core/store/a.c '#include <sqlite3.h>'
taken
file core/store/a.c '# include	<uv.h>'
refused '<uv.h> is only for'
file plugins/x/a.c '#include <jansson.h>'
refused '<jansson.h> is only for'
file plugins/labels/a.c '#include <cairo.h>'
refused '<cairo.h> is only for'
file core/base/a.c '#include <unheard-of.h>'
refused '<unheard-of.h> is not in'
file core/base/a.c '#include "good.h"'
refused 'with its folder'

for name in a.h a.js a.css a.html a.sql a.sh a.py meson.build; do
	mkdir -p "$tree/kiosk"
	echo 'x' >"$tree/kiosk/$name"
	refused "kiosk/$name:1: no SPDX"
done
printf '#!/bin/sh\necho\n' >"$tree/start"
refused 'start:1: no SPDX'
: >"$tree/kiosk.js"
taken # an empty file has no line to say it in

file core/host/a.c 'x = snprintf(sql, n,' '	"SELECT * FROM %s", table);'
refused 'core/host/a.c:3: SQL is made with printf'
file core/store/a.c 'x = snprintf(sql, n, "SELECT * FROM %s", table);'
taken
file core/host/a.c 'x = log_printf("%d rows", n); y = "SELECT 1";'
taken
file core/host/a.c 'x = buf_printf(b, "Updated %s", n); /* printf("UPDATE %s") */'
taken
file core/base/a.c 'strcpy(a, b);'
refused 'poisoned function: strcpy'
file core/base/a.c 'x = my_atoi(a); y = "atoi(x)" /* atoi(x) */;'
refused 'poisoned' # in a string too: simple beats clever here
file plugins/x/ui/a.js 'e.innerHTML = x'
refused 'innerHTML'
file kiosk/a.js 'x = a.outerHTML'
refused 'outerHTML'
file kiosk/a.js 'evaluate(x); retrieval(y)'
taken
file kiosk/a.css "/* $(printf 'TO%s' DO) later */"
refused 'kiosk/a.css:2: finish it'
file kiosk/a.css "/* $(printf 'FIX%s' ME) */"
refused 'finish it'
file core/base/a.c 'x = mkstemp("/tmp/XXXXXX");'
taken
rm -rf "${tree:?}/core"
refused 'no source files'

exit $failed
