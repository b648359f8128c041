/* SPDX-License-Identifier: MPL-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>

#include "port/port.h"

static void addresses_are_read_and_written_again(void **state)
{
	(void)state;
	static const struct {
		const char *text, *again;
		enum port_kind kind;
	} good[] = {
		{ "usb:000B4Z123456", NULL, PORT_USB },
		{ "usb:/dev/usb/lp0", NULL, PORT_USB },
		{ "tcp:192.168.1.20", NULL, PORT_TCP },
		{ "tcp:192.168.1.20:9100", "tcp:192.168.1.20", PORT_TCP },
		{ "tcp:printer.local:6101", NULL, PORT_TCP },
		{ "tcp:[fe80::1%eth0]:9100", "tcp:[fe80::1%eth0]", PORT_TCP },
		{ "tcp:[::1]:91", NULL, PORT_TCP },
		{ "serial:/dev/ttyS0", NULL, PORT_SERIAL },
		{ "serial:/dev/serial/by-id/usb-FTDI_A1-if00-port0,9600,8N1", NULL, PORT_SERIAL },
		{ "serial:/dev/ttyUSB0,4800,7E1,xonxoff", NULL, PORT_SERIAL },
		{ "serial:/dev/ttyUSB0,19200,8O2,rtscts", NULL, PORT_SERIAL },
		{ "hid:0922:8003", NULL, PORT_HID },
		{ "hid:922:8003:0012", "hid:0922:8003:0012", PORT_HID },
		{ "hid:/dev/hidraw0", NULL, PORT_HID },
		{ "file:labels", NULL, PORT_FILE },
		{ "file:/srv/étiquettes d’ici", NULL, PORT_FILE },
		{ "ipp://imprimante.local/ipp/print", NULL, PORT_IPP },
		{ "ipps://10.0.0.7:631/ipp/print", NULL, PORT_IPP },
	};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct port_address a, b;
		char out[PORT_TEXT_MAX];
		assert_int_equal(port_parse(good[i].text, &a), 0);
		assert_int_equal(a.kind, good[i].kind);
		port_write_text(&a, out, sizeof(out));
		assert_string_equal(out, good[i].again ? good[i].again : good[i].text);
		assert_int_equal(port_parse(out, &b), 0);
		assert_memory_equal(&a, &b, sizeof(a));
	}
}

static void what_a_text_says_is_what_is_opened(void **state)
{
	(void)state;
	struct port_address a;
	assert_int_equal(port_parse("tcp:10.0.0.1", &a), 0);
	assert_int_equal(a.number, 9100);
	assert_string_equal(a.at, "10.0.0.1");
	assert_int_equal(port_parse("serial:/dev/ttyUSB0,2400,7O2,rtscts", &a), 0);
	assert_int_equal(a.line.baud, 2400);
	assert_int_equal(a.line.bits, 7);
	assert_int_equal(a.line.parity, 'O');
	assert_int_equal(a.line.stop, 2);
	assert_true(a.line.rtscts && !a.line.xonxoff);
	assert_int_equal(port_parse("hid:0922:8009:X", &a), 0);
	assert_int_equal(a.vendor, 0x0922);
	assert_int_equal(a.product, 0x8009);
	assert_string_equal(a.serial, "X");
}

static void other_texts_are_none(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", "usb:", "usb", "usb:with blank", "usb:\x80", "tcp:", "tcp::9100", "tcp:host:", "tcp:host:0", "tcp:host:65536", "tcp:host:9100x", "tcp:ho/st",
		"tcp:[::1", "tcp:[::1]9", "tcp:[host]", "serial:ttyS0", "serial:/dev/ttyS0,", "serial:/dev/ttyS0,9600", "serial:/dev/ttyS0,0,8N1",
		"serial:/dev/ttyS0,9600,9N1", "serial:/dev/ttyS0,9600,8X1", "serial:/dev/ttyS0,9600,8N", "serial:/dev/ttyS0,9600,8N1,dtr",
		"serial:/dev/ttyS0,9600,8N1rtscts", "serial:/dev/ttyS0,-9600,8N1", "hid:0922", "hid:0922:", "hid:10000:1", "hid:xx:yy", "hid:0922:8003:",
		"file:", "file:..", "file:labels/../..", "file:/a/..", "ipp://", "http://host/", "lp0",
	};
	struct port_address a = { .number = 7 };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (port_parse(bad[i], &a) != -EINVAL)
			fail_msg("taken: %s", bad[i]);
		assert_int_equal(a.number, 7);
	}
	char longest[400] = "file:";
	memset(longest + 5, 'a', sizeof(longest) - 6);
	assert_int_equal(port_parse(longest, &a), -EINVAL);
	longest[PORT_TEXT_MAX - 1] = '\0';
	assert_int_equal(port_parse(longest, &a), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_read_and_written_again),
		cmocka_unit_test(what_a_text_says_is_what_is_opened),
		cmocka_unit_test(other_texts_are_none),
	};
	return cmocka_run_group_tests_name("port: text", tests, NULL, NULL);
}
