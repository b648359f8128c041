#!/bin/sh
# SPDX-License-Identifier: MPL-2.0
# lprint.sh DIR DRIVER PAGE.pwg MEDIA OUT VPRINTER LANGUAGE: prints a page with lprint, onto a printer that is there (tests/printers/vprinter.c) and
# keeps it in DIR/OUT; lprint asks it how it is, and is answered.  lprint listens on all interfaces, so all of it runs in a network of
# its own: unshare -rn sh lprint.sh ...
set -eu
. "$(dirname "$0")/until.sh"
cd "$1"
ip link set lo up
export HOME="$1" XDG_RUNTIME_DIR="$1" TMPDIR="$1"
"$6" "$7" tcp --port 9100 --head 832 --raw "$5" >printer.log 2>printer.err </dev/null &
sink=$!
lprint server -o server-hostname=localhost -o server-port=8631 -o log-file="$1/lprint.log" >server.log 2>&1 &
server=$!
trap 'kill $sink $server 2>/dev/null || :' EXIT

ready() { grep -q port printer.log; }
# The job is completed for lprint once it wrote it; the printer has read it once it says that a label came out.
done_with() { grep -q '^label' printer.log && lprint jobs -d p | grep -q completed; }
until_it_works ready
until_it_works lprint add -d p -v socket://127.0.0.1:9100 -m "$2"
lprint submit -d p -o "media=$4" -o print-darkness=0 "$3"
until_it_works done_with
kill $server
wait $server || :
kill $sink
wait $sink || :
trap - EXIT
