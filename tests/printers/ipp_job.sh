#!/bin/sh
# SPDX-License-Identifier: MPL-2.0
# ipp_job.sh FILE: what ippeveprinter does with a document.  Its folder is $GLANE_IPP: `mode` says what is wrong, `mended` that it no longer is;
# a page that comes out is `page.N` and a line in `printed`.
set -eu
cd "$GLANE_IPP"
until_mended() {
	while [ ! -e mended ]; do sleep 0.02; done
	rm mended
}
mode=$(cat mode)
echo "$mode" >>begun
case $mode in
paper | cover)
	[ "$mode" = paper ] && reason=media-empty || reason=cover-open
	echo "STATE: +$reason-error" >&2
	until_mended
	echo "STATE: -$reason-error" >&2
	;;
warning)
	echo 'STATE: +media-empty-warning' >&2
	until_mended
	echo 'STATE: -media-empty-warning' >&2
	;;
hang) until_mended ;;
abort) exit 1 ;;
esac
cp "$1" "page.$(wc -l <begun)"
echo "$IPP_JOB_NAME" >>printed
