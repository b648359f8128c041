/* SPDX-License-Identifier: MPL-2.0 */
/* What printers and USB devices say, and where rows end: the first byte says who speaks, the second in how large pieces.  What is understood does
 * not depend on the pieces, but where a status is one byte and a crowd of them is noise. */
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "fuzz.h"
#include "labels/device.h"
#include "labels/rows.h"
#include "labels/snmp.h"

enum { RING = 512 };

static void check(const struct device_status *s)
{
	REQUIRE(s->trouble < DEVICE_TROUBLE_COUNT && device_trouble_names[s->trouble]);
	REQUIRE(memchr(s->model, 0, sizeof(s->model)));
	for (const char *p = s->model; *p; p++)
		REQUIRE(*p >= ' ' && *p <= '~');
	REQUIRE(s->printed >= -1);
	REQUIRE(!(s->ready && s->trouble != DEVICE_NONE));
}

/* As the engine does. */
static struct device_status hear(const struct dialogue *d, const uint8_t *data, size_t n, size_t piece, size_t *ret_left)
{
	struct device_status s = DEVICE_STATUS_INIT;
	unsigned char *ring = malloc(RING); /* of its own, for what reads beyond */
	size_t held = 0;
	REQUIRE(ring);
	while (n) {
		size_t part = n < piece ? n : piece;
		part = part < RING - held ? part : RING - held;
		memcpy(ring + held, data, part);
		held += part;
		data += part;
		n -= part;
		for (size_t used = 1; held && used;) {
			unsigned char *exact = malloc(held);
			REQUIRE(exact);
			memcpy(exact, ring, held);
			used = d->read(exact, held, &s);
			free(exact);
			REQUIRE(used <= held);
			check(&s);
			memmove(ring, ring + used, held - used);
			held -= used;
		}
		REQUIRE(held < RING); /* nothing is waited for longer */
	}
	free(ring);
	*ret_left = held;
	return s;
}

static void language(const char *name, const uint8_t *data, size_t n, size_t piece, int same)
{
	const struct dialogue *d = dialogue_find(name);
	size_t left, left_too;
	struct device_status a = hear(d, data, n, piece, &left), b = hear(d, data, n, 1, &left_too);
	if (!same)
		return;
	REQUIRE(left == left_too && a.trouble == b.trouble && a.answered == b.answered && a.parts == b.parts && a.queued == b.queued);
	REQUIRE(a.printed == b.printed && a.echo == b.echo && a.media_w_mm == b.media_w_mm && a.media_h_mm == b.media_h_mm);
	REQUIRE(strcmp(a.model, b.model) == 0 && a.ready == b.ready && a.done == b.done && a.printing == b.printing && a.low == b.low);
}

static void check_text(const char *s, size_t cap)
{
	REQUIRE(memchr(s, 0, cap));
	for (; *s; s++)
		REQUIRE(*s >= ' ' && *s <= '~');
}

static void device_id(const uint8_t *data, size_t n)
{
	struct port_found f = { 0 };
	port_device_id((const char *)data, n, &f);
	check_text(f.maker, sizeof(f.maker));
	check_text(f.model, sizeof(f.model));
	check_text(f.commands, sizeof(f.commands));
	check_text(f.address.serial, sizeof(f.address.serial));
}

static void address(const uint8_t *data, size_t n)
{
	struct port_address a, b;
	char text[2 * PORT_TEXT_MAX], again[2 * PORT_TEXT_MAX];
	if (n >= sizeof(text))
		return;
	memcpy(text, data, n);
	text[n] = '\0';
	if (port_parse(text, &a))
		return;
	port_write_text(&a, again, sizeof(again));
	REQUIRE(port_parse(again, &b) == 0 && memcmp(&a, &b, sizeof(a)) == 0);
}

/* Of bytes that are no label, too: it gets on, and reads nothing behind the end. */
static void row_ends(const char *name, const uint8_t *data, size_t n)
{
	struct rows r = { 0 };
	unsigned char *exact = malloc(n ? n : 1);
	REQUIRE(exact);
	memcpy(exact, data, n);
	for (size_t at = 0, size; at < n; at += size) {
		size = rows_next(&r, name, exact + at, n - at);
		REQUIRE(size >= 1 && size <= n - at);
	}
	free(exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct {
		const char *name;
		int same;
	} languages[] = { { "brother-ql", 1 }, { "zpl", 1 }, { "escpos", 1 }, { "tspl", 0 }, { "dymo", 0 }, { "epl2", 1 } };
	struct device_status s;
	if (n < 2)
		return 0;
	size_t who = data[0], piece = data[1] % 64 + 1u;
	data += 2;
	n -= 2;
	if (who < COUNT_OF(languages)) {
		language(languages[who].name, data, n, piece, languages[who].same);
	} else if (who == 6) {
		if (snmp_read(data, n, 0x010203, &s) == 0) {
			check(&s);
			REQUIRE(s.answered);
		}
	} else if (who == 7) {
		device_id(data, n);
	} else if (who == 8) {
		address(data, n);
	} else if (who == 9) {
		row_ends(languages[piece % COUNT_OF(languages)].name, data, n);
	}
	return 0;
}
