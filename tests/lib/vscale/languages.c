/* SPDX-License-Identifier: MPL-2.0 */
/* What scales send, from the makers' tables: HID Point of Sale Usage Tables 1.02; MT-SICS; Kern FKB p. 37; 8217 service manual; A&D EK-L; Dini
 * Argeo LTP; libsigrok (KERN EW); CAS CI-600D (22 bytes) and AP-1 (ECR); Excell; Ohaus Ranger p. 36; Avery Weigh-Tronix 7821 p. 25; SMA SCP-0499; Adam AZextra. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "vscale/vscale.h"

static const char *const NAMES[VSCALE_UNITS] = { "kg", "g", "lb", "oz" };

struct number {
	char text[24]; /* "12.345", without a sign */
	char sign;     /* '-' or ' ' */
};

static struct number number_of(const struct vscale *v, const struct vscale_display *d)
{
	struct number n = { .sign = d->digits < 0 ? '-' : ' ' };
	long long size = d->digits < 0 ? -d->digits : d->digits, scale = 1;
	for (int i = 0; i < d->decimals; i++)
		scale *= 10;
	if (d->decimals)
		snprintf(n.text, sizeof n.text, "%lld%c%0*lld", size / scale, v->comma ? ',' : '.', d->decimals, size % scale);
	else
		snprintf(n.text, sizeof n.text, "%lld", size);
	return n;
}

static const char *signed_text(const struct number *n, char *out, size_t cap)
{
	snprintf(out, cap, "%s%s", n->sign == '-' ? "-" : "", n->text);
	return out;
}

/* A line with the end that is set. */
__attribute__((format(printf, 3, 4)))
static size_t line(const struct vscale *v, unsigned char *out, const char *fmt, ...)
{
	static const char *const ENDS[] = { "\r\n", "\r", "\n" };
	char text[64];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return (size_t)snprintf((char *)out, 96, "%s%s", text, ENDS[v->ends]);
}

static size_t hid(const struct vscale *v, const struct vscale_display *d, unsigned char *out)
{
	static const unsigned char UNITS[VSCALE_UNITS] = { 3, 2, 12, 11 };
	long long size = d->digits < 0 ? -d->digits : d->digits;
	int status = d->says == VSCALE_ERROR ? 1 : d->says == VSCALE_OVER ? 6 : d->says == VSCALE_UNDER || d->digits < 0 ? 5 : !d->stable ? 3 : d->digits ? 4 : 2;
	(void)v;
	if (d->says == VSCALE_UNDER)
		size = 1200; /* a magnitude */
	out[0] = 3;
	out[1] = (unsigned char)status;
	out[2] = UNITS[d->unit];
	out[3] = (unsigned char)-d->decimals;
	out[4] = (unsigned char)(size & 0xff);
	out[5] = (unsigned char)(size >> 8 & 0xff);
	return 6;
}

static size_t sics(const struct vscale *v, const struct vscale_display *d, unsigned char *out)
{
	struct number n = number_of(v, d);
	char value[32];
	switch (d->says) {
	case VSCALE_OVER: return line(v, out, "S +");
	case VSCALE_UNDER: return line(v, out, "S -");
	case VSCALE_ERROR: return line(v, out, "S I");
	default: return line(v, out, "S %c %10s %s", d->stable ? 'S' : 'D', signed_text(&n, value, sizeof value), NAMES[d->unit]);
	}
}

static size_t kern(const struct vscale *v, const struct vscale_display *d, unsigned char *out)
{
	struct number n = number_of(v, d);
	if (d->says == VSCALE_ERROR)
		return line(v, out, "           Error");
	if (d->says != VSCALE_WEIGHT)
		return 0;
	return line(v, out, "%c%c%10s %-3s", ' ', n.sign, n.text, d->stable ? NAMES[d->unit] : "");
}

static size_t toledo(const struct vscale *v, const struct vscale_display *d, unsigned char *out)
{
	struct number n = number_of(v, d);
	int bits = d->says == VSCALE_OVER ? 2 : d->says == VSCALE_UNDER || d->digits < 0 ? 4 : d->says == VSCALE_ERROR ? 8 : !d->stable ? 1 : 0;
	if (bits)
		return (size_t)snprintf((char *)out, 8, "\x02?%c\r", 0x40 | bits);
	(void)v;
	return (size_t)snprintf((char *)out, 32, "\x02%s%s\r", strlen(n.text) < 6 - (size_t)(d->decimals < 3) ? "0" : "", n.text);
}

/* The family of "ST,GS": how each make writes it. */
static size_t excell(const struct vscale *v, const struct vscale_display *d, unsigned char *out)
{
	struct number n = number_of(v, d);
	if (d->says == VSCALE_ERROR)
		return 0;
	if (d->says != VSCALE_WEIGHT)
		return line(v, out, "%s,GS,%c-------%s", d->says == VSCALE_OVER ? "OL" : "UL", ' ', NAMES[d->unit]);
	return line(v, out, "%s,%s,%c%7s%s", d->stable ? "ST" : "US", v->net ? "NT" : "GS", n.sign == '-' ? '-' : '+', n.text, NAMES[d->unit]);
}

static size_t cas22(const struct vscale *v, const struct vscale_display *d, unsigned char *out)
{
	struct number n = number_of(v, d);
	char value[32];
	size_t k;
	if (d->says == VSCALE_ERROR || d->says == VSCALE_UNDER)
		return 0;
	k = line(v, out, "%s,GS,%c%c,%8s %-2s", d->says == VSCALE_OVER ? "OL" : d->stable ? "ST" : "US", '1', 'L',
	         d->says == VSCALE_OVER ? "" : signed_text(&n, value, sizeof value), NAMES[d->unit]);
	out[6] = 13; /* the number of the scale, and lamps: bytes of any value */
	out[7] = (unsigned char)(0x8a | (d->stable ? 0x40 : 0));
	return k;
}

static size_t aandd(const struct vscale *v, const struct vscale_display *d, unsigned char *out)
{
	struct number n = number_of(v, d);
	char padded[16] = "00000000";
	if (d->says == VSCALE_ERROR)
		return 0;
	if (d->says != VSCALE_WEIGHT)
		return line(v, out, "OL,%c9999999E+19", d->says == VSCALE_OVER ? '+' : '-');
	memcpy(padded + 8 - strlen(n.text), n.text, strlen(n.text));
	return line(v, out, "%s,%c%s%3s", d->stable ? "ST" : "US", n.sign == '-' ? '-' : '+', padded, NAMES[d->unit]);
}

static size_t dini(const struct vscale *v, const struct vscale_display *d, unsigned char *out)
{
	struct number n = number_of(v, d);
	char value[32];
	switch (d->says) {
	case VSCALE_OVER: return line(v, out, "[01]OL,GS,        ,%s", NAMES[d->unit]);
	case VSCALE_UNDER: return line(v, out, "[01]UL,GS,        ,%s", NAMES[d->unit]);
	case VSCALE_ERROR: return line(v, out, "[01]TL,GS,%8s,%s", "0,0", NAMES[d->unit]); /* not level */
	default: return line(v, out, "[01]%s,GS,%8s,%s", d->stable ? "ST" : "US", signed_text(&n, value, sizeof value), NAMES[d->unit]);
	}
}

static size_t ecr(const struct vscale *v, const struct vscale_display *d, unsigned char *out)
{
	struct number n = number_of(v, d);
	unsigned char sum = 0;
	if (d->says == VSCALE_UNDER)
		return 0;
	if (d->says == VSCALE_ERROR) {
		out[0] = 0x15;
		return 1;
	}
	snprintf((char *)out, 64, "\x01\x02%c%c%6s%2s", d->stable ? 'S' : 'U', d->says == VSCALE_OVER ? 'F' : n.sign, n.text, NAMES[d->unit]);
	for (int i = 2; i < 12; i++)
		sum ^= out[i];
	out[12] = sum;
	out[13] = 3;
	out[14] = 4;
	(void)v;
	return 15;
}

static size_t ohaus(const struct vscale *v, const struct vscale_display *d, unsigned char *out)
{
	struct number n = number_of(v, d);
	switch (d->says) {
	case VSCALE_OVER: return line(v, out, "  ^^^^^^^");
	case VSCALE_UNDER: return line(v, out, "  _______");
	case VSCALE_ERROR: return line(v, out, "Err 3.0");
	default: return line(v, out, "%c %7s %-2s %c    ", n.sign, n.text, NAMES[d->unit], d->stable ? ' ' : '?');
	}
}

static size_t nci(const struct vscale *v, const struct vscale_display *d, unsigned char *out)
{
	struct number n = number_of(v, d);
	int first = 0x30 | (d->stable ? 0 : 1) | (d->digits || d->says ? 0 : 2), second = 0x30 | (d->says == VSCALE_OVER ? 2 : d->says == VSCALE_UNDER ? 1 : 0);
	char value[32];
	(void)v;
	signed_text(&n, value, sizeof value);
	if (d->says == VSCALE_ERROR)
		return (size_t)snprintf((char *)out, 32, "\n%c%c\r\x03", first | 4, second); /* its memory */
	return (size_t)snprintf((char *)out, 64, "\n%9s%s\r\n%c%c\r\x03", d->says == VSCALE_OVER ? "^^^^^^^^^" : d->says == VSCALE_UNDER ? "_________" : value,
	                        NAMES[d->unit], first, second);
}

static size_t sma(const struct vscale *v, const struct vscale_display *d, unsigned char *out)
{
	struct number n = number_of(v, d);
	char value[32], s = " OUE"[d->says];
	(void)v;
	signed_text(&n, value, sizeof value);
	return (size_t)snprintf((char *)out, 64, "\n%c1G%c %10s%-3s\r", s == ' ' && !d->digits ? 'Z' : s, d->stable ? ' ' : 'M', d->says ? "------.---" : value,
	                        NAMES[d->unit]);
}

static size_t adam(const struct vscale *v, const struct vscale_display *d, unsigned char *out)
{
	struct number n = number_of(v, d);
	char value[32];
	if (d->says != VSCALE_WEIGHT)
		return 0;
	return line(v, out, "G/W %8s%s", signed_text(&n, value, sizeof value), NAMES[d->unit]);
}

static size_t cpwplus(const struct vscale *v, const struct vscale_display *d, unsigned char *out)
{
	struct number n = number_of(v, d);
	if (d->says != VSCALE_WEIGHT)
		return 0;
	return line(v, out, "G/W %c %8s %s", n.sign == '-' ? '-' : '+', n.text, NAMES[d->unit]);
}

static size_t kern_ew(const struct vscale *v, const struct vscale_display *d, unsigned char *out)
{
	static const char *const UNITS[VSCALE_UNITS] = { "KG", " G", "LB", "OZ" };
	struct number n = number_of(v, d);
	char padded[16] = "0000000"; /* a sign before spaces is none for libsigrok: its author had such a scale */
	if (d->says == VSCALE_OVER || d->says == VSCALE_UNDER) /* E is all it says */
		return 0;
	memcpy(padded + 7 - strlen(n.text), n.text, strlen(n.text));
	return line(v, out, "%c%s%s %c", n.sign == '-' ? '-' : '+', padded, UNITS[d->unit], d->says ? 'E' : d->stable ? 'S' : 'U');
}

/* One that nobody has written a reader for. */
static size_t own(const struct vscale *v, const struct vscale_display *d, unsigned char *out)
{
	struct number n = number_of(v, d);
	char value[32];
	switch (d->says) {
	case VSCALE_OVER: return line(v, out, "N=MAXI");
	case VSCALE_UNDER: return line(v, out, "N=MINI");
	case VSCALE_ERROR: return line(v, out, "N=????");
	default: return line(v, out, "N=%s%s%s", signed_text(&n, value, sizeof value), NAMES[d->unit], d->stable ? "*" : "");
	}
}

const struct vscale_language vscale_languages[] = {
	{ "hid", "hid", .every_ms = 100, .has_units = 1, .tells = 1, .frame = hid },
	{ "mt-sics", "mt-sics", { "SI\r\n" }, "ES\r\n", .has_units = 1, .has_comma = 1, .has_ends = 1, .tells = 1, .frame = sics },
	{ "kern", "kern", { "w" }, .has_units = 1, .has_comma = 1, .has_ends = 1, .tells = 1, .frame = kern },
	{ "toledo-8217", "toledo-8217", { "W" }, .has_units = 1, .has_comma = 1, .tells = 1, .frame = toledo },
	{ "excell", "st-gs", .every_ms = 100, .has_units = 1, .has_comma = 1, .has_ends = 1, .tells = 1, .frame = excell },
	{ "cas-22", "st-gs", .every_ms = 100, .has_units = 1, .has_comma = 1, .has_ends = 1, .tells = 1, .frame = cas22 },
	{ "a-and-d", "a-and-d", { "Q\r\n" }, .has_units = 1, .has_comma = 1, .has_ends = 1, .tells = 1, .frame = aandd },
	{ "dini", "dini", { "READ\r\n" }, .has_units = 1, .has_comma = 1, .has_ends = 1, .tells = 1, .frame = dini },
	{ "cas-ecr", "cas-ecr", { "!\x05", "\x11" }, .has_units = 1, .has_comma = 1, .tells = 1, .frame = ecr },
	{ "ohaus", "ohaus", { "IP\r\n" }, "ES\r\n", .has_units = 1, .has_comma = 1, .has_ends = 1, .tells = 1, .frame = ohaus },
	{ "nci", "nci", { "W\r" }, .has_units = 1, .has_comma = 1, .tells = 1, .frame = nci },
	{ "sma", "sma", { "\nW\r" }, .has_units = 1, .has_comma = 1, .tells = 1, .frame = sma },
	{ "adam", "adam", { "P\r\n" }, .has_units = 1, .has_comma = 1, .has_ends = 1, .once = 1, .frame = adam },
	{ "cpwplus", "cpwplus", { "G\r\n" }, .has_units = 1, .has_comma = 1, .has_ends = 1, .frame = cpwplus },
	{ "kern-ew", "kern-ew", { "O8\r\n" }, "E01\r\n", .has_units = 1, .has_comma = 1, .has_ends = 1, .tells = 1, .frame = kern_ew },
	{ "own", "own", { "?\r" }, .has_units = 1, .has_comma = 1, .has_ends = 1, .tells = 1, .frame = own },
	{ 0 },
};
