/* SPDX-License-Identifier: MPL-2.0 */
/* The text of an address. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "port/port.h"

enum { TCP_USUAL = 9100, BAUD_MOST = 921600 };

static int is_plain(const char *s) /* printable ASCII without blanks: it goes into logs, tables and onto screens */
{
	for (; *s; s++)
		if (*s <= ' ' || *s > '~')
			return 0;
	return 1;
}

static int keep(char *to, size_t cap, const char *s, size_t n)
{
	if (n == 0 || n >= cap)
		return -EINVAL;
	memcpy(to, s, n);
	to[n] = '\0';
	return 0;
}

/* Digits only, all of the n. */
static int number(const char *s, size_t n, int base, unsigned long most, unsigned long *ret)
{
	char digits[16], *end;
	static const char all[] = "0123456789abcdefABCDEF";
	if (n == 0 || n >= sizeof(digits))
		return -EINVAL;
	memcpy(digits, s, n);
	digits[n] = '\0';
	if (strspn(digits, base == 10 ? "0123456789" : all) != n)
		return -EINVAL;
	*ret = strtoul(digits, &end, base);
	return *ret > most ? -EINVAL : 0;
}

/* HOST[:PORT]; a host with colons of its own stands in brackets. */
static int parse_tcp(const char *s, struct port_address *a)
{
	static const char host[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
	static const char six[] = "0123456789abcdefABCDEF:.%abcdefghijklmnopqrstuvwxyz";
	unsigned long port = TCP_USUAL;
	const char *end;
	int rc;
	if (*s == '[') {
		end = strchr(s, ']');
		if (!end || strspn(s + 1, six) != (size_t)(end - s - 1) || !memchr(s, ':', (size_t)(end - s)))
			return -EINVAL;
		rc = keep(a->at, sizeof(a->at), s + 1, (size_t)(end - s - 1));
		end++;
	} else {
		end = s + strspn(s, host);
		rc = keep(a->at, sizeof(a->at), s, (size_t)(end - s));
	}
	if (rc == 0 && *end == ':')
		rc = number(end + 1, strlen(end + 1), 10, 65535, &port);
	else if (*end)
		rc = -EINVAL;
	if (rc || port == 0)
		return -EINVAL;
	a->number = (uint16_t)port;
	return 0;
}

/* NODE[,9600,8N1[,rtscts|xonxoff]] */
static int parse_serial(const char *s, struct port_address *a)
{
	size_t n = strcspn(s, ",");
	unsigned long baud;
	if (*s != '/' || keep(a->at, sizeof(a->at), s, n))
		return -EINVAL;
	s += n;
	if (!*s)
		return 0;
	n = strcspn(++s, ",");
	if (number(s, n, 10, BAUD_MOST, &baud) || baud == 0)
		return -EINVAL;
	a->line.baud = (uint32_t)baud;
	s += n;
	if (!*s++ || (s[0] != '7' && s[0] != '8') || !s[0] || !s[1] || !strchr("NEO", s[1]) || (s[2] != '1' && s[2] != '2'))
		return -EINVAL;
	a->line.bits = (uint8_t)(s[0] - '0');
	a->line.parity = s[1];
	a->line.stop = (uint8_t)(s[2] - '0');
	s += 3;
	a->line.rtscts = strcmp(s, ",rtscts") == 0;
	a->line.xonxoff = strcmp(s, ",xonxoff") == 0;
	return *s && !a->line.rtscts && !a->line.xonxoff ? -EINVAL : 0;
}

/* VENDOR:PRODUCT[:SERIAL] */
static int parse_hid(const char *s, struct port_address *a)
{
	size_t n = strcspn(s, ":");
	unsigned long vendor, product;
	if (*s == '/')
		return keep(a->at, sizeof(a->at), s, strlen(s));
	if (number(s, n, 16, 0xffff, &vendor) || !s[n])
		return -EINVAL;
	s += n + 1;
	n = strcspn(s, ":");
	if (number(s, n, 16, 0xffff, &product))
		return -EINVAL;
	a->vendor = (uint16_t)vendor;
	a->product = (uint16_t)product;
	return s[n] ? keep(a->serial, sizeof(a->serial), s + n + 1, strlen(s + n + 1)) : 0;
}

/* A folder stays where its path says: no way up. */
static int parse_file(const char *s, struct port_address *a)
{
	for (const char *p = s; *p;) {
		size_t n = strcspn(p, "/");
		if (n == 2 && p[0] == '.' && p[1] == '.')
			return -EINVAL;
		p += n;
		p += strspn(p, "/");
	}
	return keep(a->at, sizeof(a->at), s, strlen(s));
}

static int parse_usb(const char *s, struct port_address *a)
{
	return *s == '/' ? keep(a->at, sizeof(a->at), s, strlen(s)) : keep(a->serial, sizeof(a->serial), s, strlen(s));
}

static const struct {
	const char *word;
	enum port_kind kind;
	int (*parse)(const char *, struct port_address *);
} kinds[] = {
	{ "usb:", PORT_USB, parse_usb },          { "tcp:", PORT_TCP, parse_tcp },    { "serial:", PORT_SERIAL, parse_serial },
	{ "hid:", PORT_HID, parse_hid },          { "file:", PORT_FILE, parse_file },
};

int port_parse(const char *text, struct port_address *ret)
{
	struct port_address a = { 0 };
	size_t n = strlen(text);
	if (n >= PORT_TEXT_MAX)
		return -EINVAL;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t word = strlen(kinds[i].word);
		if (strncmp(text, kinds[i].word, word))
			continue;
		a.kind = kinds[i].kind;
		if (a.kind != PORT_FILE && !is_plain(text))
			return -EINVAL;
		int rc = kinds[i].parse(text + word, &a);
		if (rc == 0)
			*ret = a;
		return rc;
	}
	int secure = strncasecmp(text, "ipps://", 7) == 0;
	if ((!secure && strncasecmp(text, "ipp://", 6)) || !is_plain(text) || !text[secure ? 7 : 6])
		return -EINVAL;
	a.kind = PORT_IPP;
	memcpy(a.at, text, n + 1);
	*ret = a;
	return 0;
}

void port_write_text(const struct port_address *a, char *out, size_t cap)
{
	const struct port_line *l = &a->line;
	switch (a->kind) {
	case PORT_USB: snprintf(out, cap, "usb:%s", a->at[0] ? a->at : a->serial); return;
	case PORT_FILE: snprintf(out, cap, "file:%s", a->at); return;
	case PORT_IPP: snprintf(out, cap, "%s", a->at); return;
	case PORT_HID:
		if (a->at[0])
			snprintf(out, cap, "hid:%s", a->at);
		else
			snprintf(out, cap, "hid:%04x:%04x%s%s", a->vendor, a->product, a->serial[0] ? ":" : "", a->serial);
		return;
	case PORT_TCP: {
		int six = strchr(a->at, ':') != NULL;
		int n = snprintf(out, cap, "tcp:%s%s%s", six ? "[" : "", a->at, six ? "]" : "");
		if (a->number != TCP_USUAL && n >= 0 && (size_t)n < cap)
			snprintf(out + n, cap - (size_t)n, ":%u", a->number);
		return;
	}
	case PORT_SERIAL:
		if (l->baud)
			snprintf(out, cap, "serial:%s,%u,%u%c%u%s", a->at, l->baud, l->bits, l->parity, l->stop,
			         l->rtscts ? ",rtscts" : l->xonxoff ? ",xonxoff" : "");
		else
			snprintf(out, cap, "serial:%s", a->at);
		return;
	}
	snprintf(out, cap, "%s", "");
}
