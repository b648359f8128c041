#!/bin/sh
# SPDX-License-Identifier: MPL-2.0
# ipp.sh DIR COMMAND...: runs the command beside a D-Bus of its own, without which ippeveprinter does not begin even when it announces nothing.
# In a network and a process tree of its own: unshare -rnp --fork --kill-child sh ipp.sh ...
set -eu
. "$(dirname "$0")/until.sh"
dir=$1
shift
ip link set lo up
cat >"$dir/dbus.conf" <<END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
	<listen>unix:path=$dir/bus</listen>
	<auth>EXTERNAL</auth>
	<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/><allow user="*"/></policy>
</busconfig>
END
dbus-daemon --config-file="$dir/dbus.conf" --nofork --nopidfile >"$dir/dbus.log" 2>&1 &
until_it_works test -S "$dir/bus"
DBUS_SYSTEM_BUS_ADDRESS=unix:path=$dir/bus
export DBUS_SYSTEM_BUS_ADDRESS
"$@"
