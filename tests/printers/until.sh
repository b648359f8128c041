# SPDX-License-Identifier: MPL-2.0
# until.sh, for the scripts beside it: until_it_works COMMAND... tries for a minute.
until_it_works() {
	tries=600
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.1
	done
}
