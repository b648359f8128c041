#!/bin/sh
# SPDX-License-Identifier: MPL-2.0
# announced.sh DIR COMMAND...: runs the command beside a D-Bus and an Avahi of its own, which announces an ippeveprinter to nobody but the
# neighbours.  All of it in a network, a file system and a process tree of its own: unshare -rnmp --fork --kill-child sh announced.sh ...
set -eu
. "$(dirname "$0")/until.sh"
dir=$1
shift
mount -t tmpfs none /run
mount -t tmpfs none /etc/avahi
mkdir /run/dbus /etc/avahi/services
# /proc is still that of the tree around, in which LeakSanitizer would look for our threads in vain.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
ip link set lo up multicast on
ip route add 224.0.0.0/4 dev lo
for file in passwd group; do grep -v '^avahi:' /etc/$file >/run/$file; done
echo 'avahi:x:0:0::/:/bin/false' >>/run/passwd
echo 'avahi:x:0:' >>/run/group
mount --bind /run/passwd /etc/passwd
mount --bind /run/group /etc/group
cat >/run/dbus.conf <<'END'
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
	<type>system</type>
	<listen>unix:path=/run/dbus/system_bus_socket</listen>
	<auth>EXTERNAL</auth>
	<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/><allow user="*"/></policy>
</busconfig>
END
cat >/etc/avahi/avahi-daemon.conf <<'END'
[server]
host-name=imprimante
use-ipv6=no
allow-interfaces=lo
[publish]
publish-workstation=no
END
cat >/etc/avahi/services/zebra.service <<'END'
<!DOCTYPE service-group SYSTEM "avahi-service.dtd">
<service-group>
	<name>Étiquettes de l’atelier</name>
	<service>
		<type>_pdl-datastream._tcp</type>
		<port>9100</port>
		<txt-record>ty=Zebra ZD220</txt-record>
		<txt-record>usb_MFG=Zebra</txt-record>
		<txt-record>usb_MDL=ZD220-203dpi</txt-record>
		<txt-record>pdl=application/vnd.zebra-zpl</txt-record>
	</service>
</service-group>
END
dbus-daemon --config-file=/run/dbus.conf --nofork --nopidfile >"$dir/dbus.log" 2>&1 &
until_it_works test -S /run/dbus/system_bus_socket
LD_LIBRARY_PATH=$(echo "${AVAHI:-/nowhere}"/usr/lib/*-linux-*) avahi-daemon --no-drop-root --no-rlimits --no-chroot >"$dir/avahi.log" 2>&1 &
until_it_works grep -q 'startup complete' "$dir/avahi.log"
"$@"
