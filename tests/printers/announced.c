/* SPDX-License-Identifier: MPL-2.0 */
/* Printers that Avahi announces, an ippeveprinter among them, are found by what port/mdns reads. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ipp_test.h"
#include "port/port.h"
#include "tap.h"

static const struct port_found *find_at(const struct port_found *f, size_t n, enum port_kind kind_of_port, const char *part)
{
	char text[PORT_TEXT_MAX];
	for (size_t i = 0; i < n; i++) {
		port_write_text(&f[i].address, text, sizeof(text));
		if (f[i].address.kind == kind_of_port && strstr(text, part))
			return &f[i];
	}
	return NULL;
}

static int inside(void)
{
	pid_t printer = ipp_start(PRINTER, "ipp_attributes.txt", 1);
	struct port_found f[16];
	const struct port_found *ipp = NULL, *zebra = NULL;
	for (int64_t until = port_now_ms() + LONG_MS; (!ipp || !zebra) && port_now_ms() < until;) { /* Avahi takes its time to say it first */
		size_t n = port_find_network(1500, NULL, NULL, f, 16);
		ipp = find_at(f, n, PORT_IPP, "ipp://127.0.0.1:8631/ipp/print");
		zebra = find_at(f, n, PORT_TCP, "tcp:127.0.0.1");
	}
	ok(ipp && strstr(ipp->model, "Etiquettes 62") && strstr(ipp->commands, "image/pwg-raster"), "it is found by what Avahi announces, with its formats");
	ok(zebra && strcmp(zebra->maker, "Zebra") == 0 && strcmp(zebra->model, "ZD220-203dpi") == 0 && zebra->address.number == 9100,
	   "so is a printer with a plain port");
	ipp_kill(printer);
	return tap_end();
}

int main(int argc, char **argv)
{
	char path[1000];
	snprintf(path, sizeof(path), "%s:/usr/sbin:%s/usr/sbin", getenv("PATH") ? getenv("PATH") : "/usr/bin:/bin", AVAHI);
	setenv("PATH", path, 1); /* the installed one first */
	if (access(AVAHI "/usr/sbin/avahi-daemon", X_OK) == 0)
		setenv("AVAHI", AVAHI, 1);
	static const char *const needed[] = { "ippeveprinter", "avahi-daemon", "dbus-daemon", "unshare", "ip", NULL };
	return ipp_apart(argc, argv, "-rnmp", "announced.sh", needed, inside);
}
