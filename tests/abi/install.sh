#!/bin/sh
# SPDX-License-Identifier: MPL-2.0
# install.sh BUILD_ROOT: an author's first hour: glane installed somewhere else, a new plugin built and tested there.
command -v pkg-config >/dev/null && command -v meson >/dev/null || {
	echo "1..0 # SKIP meson or pkg-config is not installed"
	exit 0
}
build=$1
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
n=0
failed=0

# step WORDS COMMAND...: one line of TAP; what the command said is shown when it fails
step() {
	n=$((n + 1))
	words=$1
	shift
	if "$@" >"$tmp/out" 2>&1; then
		echo "ok $n - $words"
	else
		echo "not ok $n - $words"
		sed 's/^/# /' "$tmp/out"
		failed=1
	fi
}
one_file() { # NAME: where it was installed
	find "$tmp/stage" -name "$1" | head -n 1
}
says() { # WORDS COMMAND...
	wanted=$1
	shift
	"$@" >"$tmp/said" 2>&1
	cat "$tmp/said"
	grep -q -- "$wanted" "$tmp/said"
}

step "glane is installed aside" env DESTDIR="$tmp/stage" meson install -C "$build" --no-rebuild
glane=$(find "$tmp/stage" -type f -name glane -perm -u+x | head -n 1)
libdir=$(dirname "$(one_file libglane-test.so.1)")
export PKG_CONFIG_PATH="$libdir/pkgconfig"
export LD_LIBRARY_PATH="$libdir"
export GLANE_DATA="$tmp/home/not/yet/there"
cd "$tmp" || exit 1
step "headers are where pkg-config says" test -f "$(pkg-config --variable=includedir glane-plugin)/glane/test.h"
step "the manual was made" grep -q "^.B glane plugin new" "$(one_file glane.1)"
step "and the file that starts the screens" grep -q "^Exec=.*/glane kiosk$" "$(one_file glane-kiosk.desktop)"
step "and the rule that lets it read scales on USB" grep -q '^ENV{GLANE_SCALE}=="1", GROUP="dialout"' "$(one_file 60-glane.rules)"
step "a new plugin is made" "$glane" plugin new frigo
step "nothing is left of its old name" sh -c '! grep -rniE "template[^s_}]|template$" frigo --include=*.c --include=*.sql --include=*.json --include=meson.build'
step "it is not made twice" sh -c '! "$0" plugin new frigo' "$glane"
step "it is set up" meson setup frigo/build frigo
step "it builds without a warning" sh -c 'ninja -C frigo/build >log 2>&1; status=$?; cat log; ! grep -q "warning:" log && exit $status'
step "its own test passes" meson test -C frigo/build
step "plugin check knows it" says "ok: frigo 0.1.0, contract 1.3" "$glane" plugin check frigo/build/frigo.so
step "it runs in the program" says "frigo 0.1.0 running" "$glane" plugin list --plugins frigo/build
step "the plugins that came with it run" says "labels 1.0.0 running" "$glane" plugin list
touch frigo/pages/notes.html
step "a changed page is built in again" says "Generating frigo_embedded.h" ninja -C frigo/build
step "it installs where glane looks" env DESTDIR= meson install -C frigo/build
step "and runs there" says "frigo 0.1.0 running" "$glane" plugin list
echo "1..$n"
exit $failed
