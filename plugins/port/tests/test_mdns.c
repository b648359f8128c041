/* SPDX-License-Identifier: MPL-2.0 */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "port/mdns.h"

/* An answer as printers send it: the type, with "Labels" before it and the type's name by a pointer; SRV; TXT; the host's address. */
static const unsigned char answer[] =
	"\0\0\x84\0\0\0\0\1\0\0\0\3"
	"\4_ipp\4_tcp\5local\0\0\x0c\0\1\0\0\0\x0a\0\x09\6Labels\xc0\x0c"      /* PTR, at 12; the name at 38 */
	"\xc0\x27\0\x21\x80\1\0\0\0\x0a\0\x0c\0\0\0\0\2\x77\3box\xc0\x16"       /* SRV: port 631, box.local */
	"\xc0\x27\0\x10\x80\1\0\0\0\x0a\0\x2b\x09rp=labels\x10ty=Label Printer\x0fpdl=image/urf,x"
	"\xc0\x42\0\1\x80\1\0\0\0\x0a\0\4\x0a\0\0\7";

static struct in_addr someone(void)
{
	return (struct in_addr){ htonl(0x0a000009) };
}

static void a_printer_is_read(void **state)
{
	struct mdns m = { 0 };
	struct port_found f[4];
	char text[PORT_TEXT_MAX];
	(void)state;
	mdns_read(&m, answer, sizeof(answer) - 1, someone());
	mdns_read(&m, answer, sizeof(answer) - 1, someone()); /* twice, as they do */
	assert_int_equal(m.n, 1);
	assert_string_equal(m.at[0].name, "Labels._ipp._tcp.local");
	assert_string_equal(m.at[0].host, "box.local");
	assert_int_equal(mdns_collect(&m, f, 4), 1);
	port_write_text(&f[0].address, text, sizeof(text));
	assert_string_equal(text, "ipp://10.0.0.7:631/labels");
	assert_string_equal(f[0].model, "Label Printer");
	assert_string_equal(f[0].commands, "image/urf,x");
}

static void what_is_no_answer_is_left(void **state)
{
	unsigned char other[sizeof(answer)];
	struct mdns m = { 0 };
	(void)state;
	memcpy(other, answer, sizeof(answer));
	other[2] = 0; /* a question */
	mdns_read(&m, other, sizeof(answer) - 1, someone());
	assert_int_equal(m.n, 0);
	memcpy(other, answer, sizeof(answer));
	other[12 + 27 + 7] = 0xc0; /* the name points at itself */
	other[12 + 27 + 8] = 12 + 27 + 7;
	mdns_read(&m, other, sizeof(answer) - 1, someone());
	assert_int_equal(m.n, 0);
}

/* Each beginning of it, and damage by chance, in memory of just that size: nothing outside is touched (ASan). */
static void damage_does_no_harm(void **state)
{
	struct port_found f[MDNS_SERVICES];
	(void)state;
	srandom(7);
	for (size_t i = 0; i < 20000; i++) {
		size_t n = i < sizeof(answer) ? i : sizeof(answer) - 1;
		unsigned char *p = malloc(n ? n : 1);
		struct mdns m = { 0 };
		assert_non_null(p);
		memcpy(p, answer, n);
		for (long k = i < sizeof(answer) ? 0 : random() % 8; n && k; k--)
			p[(size_t)random() % n] = (unsigned char)random();
		mdns_read(&m, p, n, someone());
		assert_in_range(mdns_collect(&m, f, MDNS_SERVICES), 0, MDNS_SERVICES);
		free(p);
	}
}

static void a_question_has_labels(void **state)
{
	unsigned char q[MDNS_QUESTION];
	(void)state;
	assert_int_equal(mdns_write(mdns_types[0], 12, 0, q), 12 + 21);
	assert_memory_equal(q + 12, "\4_ipp\4_tcp\5local\0\0\14\0\1", 21);
	assert_int_equal(mdns_write("M. A.b._ipp._tcp.local", 33, 6, q), 12 + 21 + 7);
	assert_memory_equal(q + 12, "\6M. A.b\4_ipp\4_tcp\5local\0\0\41\0\1", 28);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_printer_is_read), cmocka_unit_test(what_is_no_answer_is_left),
		                            cmocka_unit_test(damage_does_no_harm), cmocka_unit_test(a_question_has_labels) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
