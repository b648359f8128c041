/* SPDX-License-Identifier: MPL-2.0 */
/* What is plugged into this computer, read off /sys and /dev; no device is opened.
 *
 * Linux Documentation/ABI/testing: sysfs-class-usbmisc (lpN/device/ieee1284_id), sysfs-bus-usb (idVendor, idProduct, serial),
 * sysfs-driver-hid (report_descriptor); udev's 60-serial.rules for /dev/serial/by-id. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "port/internal.h"

/* The beginning of a file without the line's end; "" when there is none.  Returns the bytes. */
static size_t slurp(char *out, size_t cap, const char *folder, const char *file)
{
	char path[PATH_MAX];
	out[0] = '\0';
	if (snprintf(path, sizeof(path), "%s/%s", folder, file) >= (int)sizeof(path))
		return 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	ssize_t n = read(fd, out, cap - 1);
	close(fd);
	if (n < 0)
		n = 0;
	while (n > 0 && (out[n - 1] == '\n' || out[n - 1] == ' '))
		n--;
	out[n] = '\0';
	return (size_t)n;
}

static uint16_t slurp_hex(const char *folder, const char *file)
{
	char text[16];
	slurp(text, sizeof(text), folder, file);
	return (uint16_t)strtoul(text, NULL, 16);
}

/* What a device says becomes text that screens can show: other bytes turn into blanks, blanks at the ends go. */
static void tidy(char *out, size_t cap, const char *s, size_t n)
{
	size_t made = 0;
	for (size_t i = 0; i < n && made + 1 < cap; i++) {
		unsigned char c = (unsigned char)s[i];
		int plain = c > ' ' && c <= '~';
		if (plain || made)
			out[made++] = plain ? (char)c : ' ';
	}
	while (made && out[made - 1] == ' ')
		made--;
	out[made] = '\0';
}

static int is_serial(const char *s) /* one that an address can hold */
{
	if (!*s || *s == '/')
		return 0;
	for (; *s; s++)
		if (*s <= ' ' || *s > '~')
			return 0;
	return 1;
}

/* IEEE 1284 annex 7: KEY:value; in any order, long keys or short ones. */
void port_device_id(const char *text, size_t n, struct port_found *ret)
{
	const struct {
		const char *key;
		char *to;
		size_t cap;
	} keys[] = {
		{ "MFG", ret->maker, sizeof(ret->maker) },       { "MANUFACTURER", ret->maker, sizeof(ret->maker) },
		{ "MDL", ret->model, sizeof(ret->model) },       { "MODEL", ret->model, sizeof(ret->model) },
		{ "CMD", ret->commands, sizeof(ret->commands) }, { "COMMAND SET", ret->commands, sizeof(ret->commands) },
		{ "SN", ret->address.serial, sizeof(ret->address.serial) }, { "SERN", ret->address.serial, sizeof(ret->address.serial) },
		{ "SERIALNUMBER", ret->address.serial, sizeof(ret->address.serial) },
	};
	for (size_t at = 0; at < n;) {
		const char *end = memchr(text + at, ';', n - at), *part = text + at;
		size_t size = end ? (size_t)(end - part) : n - at;
		const char *colon = memchr(part, ':', size);
		char key[20];
		if (colon) {
			tidy(key, sizeof(key), part, (size_t)(colon - part));
			for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
				if (strcasecmp(key, keys[i].key) == 0)
					tidy(keys[i].to, keys[i].cap, colon + 1, size - (size_t)(colon + 1 - part));
		}
		at += size + 1;
	}
	if (!is_serial(ret->address.serial))
		ret->address.serial[0] = '\0';
}

struct search {
	const char *root;
	struct port_found *out;
	size_t count, cap;
};

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strverscmp((*a)->d_name, (*b)->d_name);
}

/* Each name in `folder` below the root, in the order of its number: lp2 before lp10. */
static void each(struct search *s, const char *folder, void (*fn)(struct search *, const char *path, const char *name))
{
	char path[PATH_MAX], one[PATH_MAX];
	struct dirent **names;
	snprintf(path, sizeof(path), "%s%s", s->root, folder);
	int n = scandir(path, &names, NULL, by_name);
	for (int i = 0; i < n; i++) {
		if (names[i]->d_name[0] != '.' && s->count < s->cap && snprintf(one, sizeof(one), "%s/%s", path, names[i]->d_name) < (int)sizeof(one))
			fn(s, one, names[i]->d_name);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

static struct port_found *next(struct search *s, enum port_kind kind)
{
	struct port_found *f = &s->out[s->count++];
	memset(f, 0, sizeof(*f));
	f->address.kind = kind;
	return f;
}

/* Maker, model and serial number of the USB device whose interface `folder` is, where they are not known better. */
static void of_usb(const char *folder, struct port_found *f)
{
	char up[PATH_MAX], text[256];
	if (snprintf(up, sizeof(up), "%s/..", folder) >= (int)sizeof(up)) /* the kernel's link is followed first */
		return;
	f->vendor = slurp_hex(up, "idVendor");
	f->product = slurp_hex(up, "idProduct");
	if (!f->maker[0])
		tidy(f->maker, sizeof(f->maker), text, slurp(text, sizeof(text), up, "manufacturer"));
	if (!f->model[0])
		tidy(f->model, sizeof(f->model), text, slurp(text, sizeof(text), up, "product"));
	slurp(text, sizeof(text), up, "serial");
	if (is_serial(text) && strlen(text) < sizeof(f->address.serial)) /* it is the one that the plug has, too */
		snprintf(f->address.serial, sizeof(f->address.serial), "%.*s", (int)sizeof(f->address.serial) - 1, text);
}

static void usb_printer(struct search *s, const char *path, const char *name)
{
	char device[PATH_MAX], id[1024];
	if (strncmp(name, "lp", 2) || snprintf(device, sizeof(device), "%s/device", path) >= (int)sizeof(device))
		return;
	struct port_found *f = next(s, PORT_USB);
	port_device_id(id, slurp(id, sizeof(id), device, "ieee1284_id"), f);
	of_usb(device, f);
	snprintf(f->address.at, sizeof(f->address.at), "/dev/usb/%.32s", name);
}

/* HID_ID=0003:00000922:00008003, HID_NAME=DYMO S250, HID_UNIQ=serial number */
static void of_hid(char *text, struct port_found *f)
{
	char *rest, *line = strtok_r(text, "\n", &rest);
	for (; line; line = strtok_r(NULL, "\n", &rest)) {
		if (strncmp(line, "HID_ID=", 7) == 0) {
			const char *vendor = strchr(line, ':'), *product = vendor ? strchr(vendor + 1, ':') : NULL;
			if (product) {
				f->vendor = (uint16_t)strtoul(vendor + 1, NULL, 16);
				f->product = (uint16_t)strtoul(product + 1, NULL, 16);
			}
		} else if (strncmp(line, "HID_NAME=", 9) == 0) {
			tidy(f->model, sizeof(f->model), line + 9, strlen(line + 9));
		} else if (strncmp(line, "HID_UNIQ=", 9) == 0 && is_serial(line + 9) && strlen(line + 9) < sizeof(f->address.serial)) {
			snprintf(f->address.serial, sizeof(f->address.serial), "%.*s", (int)sizeof(f->address.serial) - 1, line + 9);
		}
	}
	f->address.vendor = f->vendor;
	f->address.product = f->product;
}

/* Its report descriptor speaks of the page of scales, 8D, of USB's "HID Point of Sale Usage Tables". */
static int is_scale(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n;) {
		static const size_t sizes[] = { 0, 1, 2, 4 };
		size_t size = sizes[p[i] & 3];
		if (p[i] == 0xfe) { /* a long item */
			if (i + 1 >= n)
				break;
			size = p[i + 1] + 2u;
		} else if ((p[i] & 0xfc) == 0x04 && size && i + 1 < n && p[i + 1] == 0x8d) {
			return 1;
		}
		i += 1 + size;
	}
	return 0;
}

static void hid_scale(struct search *s, const char *path, const char *name)
{
	char device[PATH_MAX], text[4096];
	if (strncmp(name, "hidraw", 6) || snprintf(device, sizeof(device), "%s/device", path) >= (int)sizeof(device))
		return;
	if (!is_scale((const unsigned char *)text, slurp(text, sizeof(text), device, "report_descriptor")))
		return;
	struct port_found *f = next(s, PORT_HID);
	slurp(text, sizeof(text), device, "uevent");
	of_hid(text, f);
	snprintf(f->address.at, sizeof(f->address.at), "/dev/%.32s", name);
}

/* The node that a link of /dev/serial/by-id names, "ttyUSB0". */
static void linked(const char *path, char out[64])
{
	char target[PATH_MAX];
	ssize_t n = readlink(path, target, sizeof(target) - 1);
	target[n > 0 ? n : 0] = '\0';
	const char *slash = strrchr(target, '/');
	snprintf(out, 64, "%.63s", slash ? slash + 1 : target);
}

static void serial_by_id(struct search *s, const char *path, const char *name)
{
	char node[64], folder[PATH_MAX];
	if (strlen(name) + sizeof("/dev/serial/by-id/") + sizeof("serial:") > PORT_TEXT_MAX)
		return;
	linked(path, node);
	struct port_found *f = next(s, PORT_SERIAL);
	if (snprintf(folder, sizeof(folder), "%s/sys/class/tty/%s/device", s->root, node) < (int)sizeof(folder)) {
		/* A converter's port is one step below its interface, a modem's is the interface. */
		of_usb(folder, f);
		if (!f->vendor && strlen(folder) + 3 < sizeof(folder)) {
			memcpy(folder + strlen(folder), "/..", 4);
			of_usb(folder, f);
		}
	}
	snprintf(f->address.serial, sizeof(f->address.serial), "%s", ""); /* its name has it */
	snprintf(f->address.at, sizeof(f->address.at), "/dev/serial/by-id/%.120s", name);
}

static int has_link_to(const struct search *s, const char *name)
{
	struct port_found links[32];
	struct search own = { .root = s->root, .out = links, .cap = sizeof(links) / sizeof(links[0]) };
	each(&own, "/dev/serial/by-id", serial_by_id);
	for (size_t i = 0; i < own.count; i++) {
		char path[PATH_MAX], node[64];
		if (snprintf(path, sizeof(path), "%s%s", s->root, links[i].address.at) >= (int)sizeof(path))
			continue;
		linked(path, node);
		if (strcmp(node, name) == 0)
			return 1;
	}
	return 0;
}

/* Lines without a lasting name: ports of the board itself, and converters where no udev is. */
static void serial_plain(struct search *s, const char *path, const char *name)
{
	char type[16];
	int board = strncmp(name, "ttyS", 4) == 0 || strncmp(name, "ttyAMA", 6) == 0;
	int plugged = strncmp(name, "ttyUSB", 6) == 0 || strncmp(name, "ttyACM", 6) == 0;
	slurp(type, sizeof(type), path, "type");
	if (board ? strcmp(type, "0") == 0 || !type[0] : !plugged) /* type 0: a number without a chip behind it */
		return;
	if (has_link_to(s, name))
		return;
	struct port_found *f = next(s, PORT_SERIAL);
	snprintf(f->address.at, sizeof(f->address.at), "/dev/%.32s", name);
}

/* Where a serial number names one device alone, the number is its address; else the node. */
static void settle(struct search *s)
{
	for (size_t i = 0; i < s->count; i++) {
		struct port_address *a = &s->out[i].address;
		int same = 0;
		for (size_t k = 0; k < s->count; k++)
			same += s->out[k].address.kind == a->kind && strcmp(s->out[k].address.serial, a->serial) == 0 &&
			        s->out[k].vendor == s->out[i].vendor && s->out[k].product == s->out[i].product;
		if (same == 1 && (a->kind == PORT_HID ? a->vendor != 0 : a->kind == PORT_USB && a->serial[0]))
			a->at[0] = '\0';
	}
}

size_t port_find(const char *root, struct port_found *out, size_t cap)
{
	struct search s = { .root = root, .out = out, .cap = cap };
	each(&s, "/sys/class/usbmisc", usb_printer);
	each(&s, "/sys/class/hidraw", hid_scale);
	each(&s, "/dev/serial/by-id", serial_by_id);
	each(&s, "/sys/class/tty", serial_plain);
	settle(&s);
	return s.count;
}

int port_find_usb(const char *root, const char *serial, char *node, size_t cap)
{
	struct port_found found[16];
	struct search s = { .root = root, .out = found, .cap = sizeof(found) / sizeof(found[0]) };
	each(&s, "/sys/class/usbmisc", usb_printer);
	for (size_t i = 0; i < s.count; i++)
		if (strcmp(found[i].address.serial, serial) == 0)
			return snprintf(node, cap, "%s", found[i].address.at) < (int)cap ? 0 : -ENAMETOOLONG;
	return -ENOENT;
}

int port_find_hid(const char *root, const struct port_address *a, char *node, size_t cap)
{
	struct port_found found[16];
	struct search s = { .root = root, .out = found, .cap = sizeof(found) / sizeof(found[0]) };
	each(&s, "/sys/class/hidraw", hid_scale);
	for (size_t i = 0; i < s.count; i++)
		if (found[i].vendor == a->vendor && found[i].product == a->product && (!a->serial[0] || strcmp(found[i].address.serial, a->serial) == 0))
			return snprintf(node, cap, "%s", found[i].address.at) < (int)cap ? 0 : -ENAMETOOLONG;
	return -ENOENT;
}
