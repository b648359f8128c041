/* SPDX-License-Identifier: MPL-2.0 */
/* Real descriptors: loopback, a pseudo terminal, files; and a /sys of our own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "port/internal.h"

/* --- network --------------------------------------------------------------------------------------------------------- */
static int listen_to(int backlog, uint16_t *ret)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, size), 0);
	assert_int_equal(listen(fd, backlog), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &size), 0);
	*ret = ntohs(a.sin_port);
	return fd;
}

static void a_printer_on_the_network(void **state)
{
	(void)state;
	struct port_address a = { .kind = PORT_TCP, .at = "localhost" };
	struct port port;
	char text[8];
	int listener = listen_to(1, &a.number);
	assert_int_equal(port_open(&a, -1, &port), 0);
	int other = accept(listener, NULL, NULL);
	assert_int_equal(port.ops->read(&port, text, sizeof(text)), -EAGAIN);
	assert_int_equal(port.ops->write(&port, "label", 5), 5);
	assert_int_equal(read(other, text, sizeof(text)), 5);
	struct pollfd f = { .fd = port.fd, .events = POLLIN };
	while (!port.ops->drained(&port)) /* the acknowledgement is on its way */
		poll(&f, 1, 1);
	assert_int_equal(port.ops->lines(&port), -ENOTSUP);
	port.ops->end(&port);
	assert_int_equal(read(other, text, sizeof(text)), 0);
	assert_int_equal(write(other, "ok", 2), 2);
	assert_int_equal(poll(&f, 1, 60000), 1);
	assert_int_equal(port.ops->read(&port, text, sizeof(text)), 2);
	close(other);
	assert_int_equal(poll(&f, 1, 60000), 1);
	assert_int_equal(port.ops->read(&port, text, sizeof(text)), 0);
	/* It has gone: an error, no signal. */
	assert_true(port.ops->write(&port, "x", 1) < 0);
	port.ops->close(&port);
	close(listener);
	assert_int_equal(port_open(&a, -1, &port), -ECONNREFUSED);
}

/* A full backlog answers nothing: the service wakes us, or five seconds go by. */
static void who_waits_for_a_connection_can_be_woken(void **state)
{
	(void)state;
	struct port_address a = { .kind = PORT_TCP, .at = "127.0.0.1" };
	struct port port, full[8];
	int listener = listen_to(0, &a.number), wake = eventfd(1, EFD_CLOEXEC), n = 0, rc = 0;
	for (; n < 8 && rc == 0; n += rc == 0)
		rc = port_open(&a, wake, &full[n]);
	assert_true(n >= 1 && n < 8);
	assert_int_equal(rc, -EINTR);
	assert_int_equal(port_open(&a, wake, &port), -EINTR);
	for (int i = 0; i < n; i++)
		full[i].ops->close(&full[i]);
	close(wake);
	close(listener);
}

/* A name that nobody has: the resolver's silence is nobody's. */
static void a_name_is_not_waited_for_without_end(void **state)
{
	(void)state;
	struct addrinfo *found;
	int wake = eventfd(0, EFD_CLOEXEC);
	uint64_t one = 1;
	int rc = port_lookup("no-such-printer.invalid", 9100, SOCK_STREAM, wake, 1, &found);
	assert_true(rc == -ETIMEDOUT || rc == -EHOSTUNREACH);
	assert_int_equal(write(wake, &one, sizeof(one)), sizeof(one));
	rc = port_lookup("no-such-printer.invalid", 9100, SOCK_STREAM, wake, 60000, &found);
	assert_true(rc == -EINTR || rc == -EHOSTUNREACH);
	assert_int_equal(port_lookup("127.0.0.1", 9100, SOCK_STREAM, wake, 0, &found), 0); /* a number is not looked up */
	freeaddrinfo(found);
	close(wake);
}

/* --- serial ---------------------------------------------------------------------------------------------------------- */
static void a_serial_line_is_raw_and_ours_alone(void **state)
{
	(void)state;
	struct port_address a;
	struct port port, second;
	struct termios t;
	char text[64], got[8];
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	snprintf(text, sizeof(text), "serial:%s,4800,7E2,xonxoff", ptsname(master));
	assert_int_equal(port_parse(text, &a), 0);
	/* What came before we were there is no answer to us. */
	int before = open(a.at, O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_int_equal(write(master, "stale\n", 6), 6);
	assert_int_equal(read(master, got, sizeof(got)), 7); /* it echoes, and the line's end is two */
	assert_int_equal(port_open(&a, -1, &port), 0);
	close(before);
	assert_int_equal(port.ops->read(&port, got, sizeof(got)), -EAGAIN);
	assert_int_equal(tcgetattr(port.fd, &t), 0);
	assert_int_equal(cfgetospeed(&t), B4800);
	/* A pseudo terminal keeps 8 bits without parity, whatever it is told. */
	assert_int_equal(t.c_cflag & (CSTOPB | CLOCAL | CREAD), CSTOPB | CLOCAL | CREAD);
	assert_int_equal(t.c_iflag & (IXON | IXOFF | ICRNL | ISTRIP), IXON | IXOFF);
	assert_int_equal(t.c_lflag & (ICANON | ECHO | ISIG), 0);
	assert_int_equal(t.c_oflag & OPOST, 0);
	assert_int_equal(port_open(&a, -1, &second), -EBUSY);
	port.ops->close(&port);
	assert_int_equal(port_open(&a, -1, &port), 0); /* and again, though its seven bits cannot be set this time either */
	assert_int_equal(port.ops->write(&port, "a\n\x11", 3), 3);
	assert_int_equal(read(master, got, sizeof(got)), 3);
	assert_memory_equal(got, "a\n\x11", 3);
	assert_int_equal(port.ops->drained(&port), 1);
	close(master);
	assert_int_equal(port.ops->read(&port, got, sizeof(got)), 0);
	assert_int_equal(port.ops->write(&port, "x", 1), -EIO);
	port.ops->close(&port);
	assert_int_equal(port_open(&a, -1, &port), -ENOENT);
	assert_int_equal(port_parse("serial:/dev/null,9600,8N1", &a), 0);
	assert_int_equal(port_open(&a, -1, &port), -EINVAL); /* no line */
}

/* --- files ----------------------------------------------------------------------------------------------------------- */
static void a_file_has_its_name_once_it_is_whole(void **state)
{
	(void)state;
	char dir[] = "/tmp/glane-port-XXXXXX", path[128];
	struct port port;
	struct stat st;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/sub/a.png", dir);
	assert_int_equal(port_open_file(dir, "sub", "a.png", &port), 0);
	assert_int_equal(port.ops->write(&port, "0123456789", 10), 10);
	assert_int_equal(stat(path, &st), -1);
	assert_int_equal(port.ops->drained(&port), 1);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 10);
	assert_int_equal(st.st_mode & 0777, 0600);
	port.ops->close(&port);
	assert_int_equal(port_open_file(dir, "sub", "b.png", &port), 0);
	assert_int_equal(port.ops->write(&port, "0123456789", 10), 10);
	port.ops->close(&port);
	unlink(path);
	assert_int_equal(port_open_file(dir, "sub", "../c", &port), -ENAMETOOLONG);
	assert_int_equal(port_open_file(dir, "none/sub", "c", &port), -ENOENT);
	snprintf(path, sizeof(path), "%s/sub", dir);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(rmdir(dir), 0);
}

/* --- what is there --------------------------------------------------------------------------------------------------- */
static char root[] = "/tmp/glane-sys-XXXXXX";

static void put(const char *path, const void *p, size_t n)
{
	char whole[512];
	snprintf(whole, sizeof(whole), "%s%s", root, path);
	for (char *s = whole + strlen(root) + 1; (s = strchr(s, '/')); s++) {
		*s = '\0';
		assert_true(mkdir(whole, 0700) == 0 || errno == EEXIST);
		*s = '/';
	}
	int fd = open(whole, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_int_equal(write(fd, p, n), n);
	close(fd);
}
#define PUT(path, text) put(path, text, sizeof(text) - 1)

static void put_link(const char *path, const char *to)
{
	char whole[512];
	snprintf(whole, sizeof(whole), "%s/x", path);
	put(whole, "", 0);
	snprintf(whole, sizeof(whole), "%s%s/x", root, path);
	unlink(whole);
	whole[strlen(whole) - 2] = '\0';
	assert_int_equal(rmdir(whole), 0);
	assert_int_equal(symlink(to, whole), 0);
}

static void printer(const char *usb, const char *lp, const char *id, const char *serial)
{
	char path[256], to[256];
	snprintf(path, sizeof(path), "/sys/devices/usb1/%s/%s:1.0/ieee1284_id", usb, usb);
	put(path, id, strlen(id));
	snprintf(path, sizeof(path), "/sys/devices/usb1/%s/idVendor", usb);
	PUT(path, "04f9\n");
	snprintf(path, sizeof(path), "/sys/devices/usb1/%s/idProduct", usb);
	PUT(path, "2042\n");
	snprintf(path, sizeof(path), "/sys/devices/usb1/%s/serial", usb);
	put(path, serial, strlen(serial));
	snprintf(path, sizeof(path), "/sys/class/usbmisc/%s/device", lp);
	snprintf(to, sizeof(to), "../../../devices/usb1/%s/%s:1.0", usb, usb);
	put_link(path, to);
}

static int is_found(const struct port_found *f, size_t n, const char *text)
{
	int count = 0;
	for (size_t i = 0; i < n; i++) {
		char address[PORT_TEXT_MAX];
		port_write_text(&f[i].address, address, sizeof(address));
		count += strcmp(address, text) == 0;
	}
	return count;
}

static void what_is_plugged_in_is_found_by_what_lasts(void **state)
{
	(void)state;
	struct port_found f[16];
	assert_non_null(mkdtemp(root));
	assert_int_equal(port_find(root, f, 16), 0);
	printer("1-1", "lp0", "MFG:Brother;CMD:PT-CBP;MDL:QL-700;CLS:PRINTER;\n", "000M3G123\n");
	printer("1-2", "lp1", "MANUFACTURER:Zebra;COMMAND SET:ZPL;MODEL:ZD220;SN:OLD;\n", "");
	printer("1-3", "lp10", "MFG:Xprinter;MDL:XP-58;", "same");
	printer("1-4", "lp2", "MFG:Xprinter;MDL:XP-58;", "same");
	PUT("/sys/class/usbmisc/hiddev0/dev", "180:0\n"); /* no printer */
	/* A scale, and a mouse. */
	PUT("/sys/class/hidraw/hidraw0/device/report_descriptor", "\x05\x8d\x09\x20\xa1\x01");
	PUT("/sys/class/hidraw/hidraw0/device/uevent", "DRIVER=hid-generic\nHID_ID=0003:00000922:00008003\nHID_NAME=DYMO S250\nHID_UNIQ=0071\n");
	PUT("/sys/class/hidraw/hidraw1/device/report_descriptor", "\x05\x01\x09\x02\xa1\x01\x09\x01\xa1\x00");
	PUT("/sys/class/hidraw/hidraw1/device/uevent", "HID_ID=0003:0000046D:0000C077\n");
	/* A converter with a lasting name, one without, a port of the board and a number without a chip. */
	PUT("/sys/devices/usb1/1-5/1-5:1.0/ttyUSB0/x", "");
	PUT("/sys/devices/usb1/1-5/idVendor", "0403\n");
	PUT("/sys/devices/usb1/1-5/idProduct", "6001\n");
	PUT("/sys/devices/usb1/1-5/manufacturer", "FTDI\n");
	PUT("/sys/devices/usb1/1-5/product", "FT232R USB UART\n");
	put_link("/sys/class/tty/ttyUSB0/device", "../../../devices/usb1/1-5/1-5:1.0/ttyUSB0");
	put_link("/dev/serial/by-id/usb-FTDI_FT232R_A1-if00-port0", "../../ttyUSB0");
	PUT("/sys/class/tty/ttyACM0/dev", "166:0\n");
	PUT("/sys/class/tty/ttyS0/type", "4\n");
	PUT("/sys/class/tty/ttyS1/type", "0\n");
	PUT("/sys/class/tty/tty0/dev", "4:0\n");

	size_t n = port_find(root, f, 16);
	assert_int_equal(n, 8);
	assert_int_equal(is_found(f, n, "usb:000M3G123"), 1);
	assert_int_equal(is_found(f, n, "usb:OLD"), 1);
	assert_int_equal(is_found(f, n, "usb:/dev/usb/lp2"), 1); /* two of one number: it says nothing */
	assert_int_equal(is_found(f, n, "usb:/dev/usb/lp10"), 1);
	assert_int_equal(is_found(f, n, "hid:0922:8003:0071"), 1);
	assert_int_equal(is_found(f, n, "serial:/dev/serial/by-id/usb-FTDI_FT232R_A1-if00-port0"), 1);
	assert_int_equal(is_found(f, n, "serial:/dev/ttyACM0"), 1);
	assert_int_equal(is_found(f, n, "serial:/dev/ttyS0"), 1);
	assert_string_equal(f[0].maker, "Brother");
	assert_string_equal(f[0].model, "QL-700");
	assert_string_equal(f[0].commands, "PT-CBP");
	assert_int_equal(f[0].vendor, 0x04f9);
	assert_int_equal(f[0].product, 0x2042);
	assert_string_equal(f[1].maker, "Zebra");
	assert_string_equal(f[1].commands, "ZPL");
	assert_string_equal(f[2].address.at, "/dev/usb/lp2"); /* 2 before 10 */
	assert_string_equal(f[5].maker, "FTDI");
	assert_int_equal(f[5].vendor, 0x0403);
	assert_int_equal(port_find(root, f, 3), 3);

	/* It moved to another number: looked for anew each time. */
	char node[64];
	assert_int_equal(port_find_usb(root, "000M3G123", node, sizeof(node)), 0);
	assert_string_equal(node, "/dev/usb/lp0");
	assert_int_equal(port_find_usb(root, "elsewhere", node, sizeof(node)), -ENOENT);
	struct port_address scale = { .kind = PORT_HID, .vendor = 0x0922, .product = 0x8003 };
	assert_int_equal(port_find_hid(root, &scale, node, sizeof(node)), 0);
	assert_string_equal(node, "/dev/hidraw0");
	snprintf(scale.serial, sizeof(scale.serial), "0072");
	assert_int_equal(port_find_hid(root, &scale, node, sizeof(node)), -ENOENT);
	char sweep[64];
	snprintf(sweep, sizeof(sweep), "rm -r %s", root);
	assert_int_equal(system(sweep), 0);
}

static void ids_of_devices_are_taken_as_they_come(void **state)
{
	(void)state;
	struct port_found f = { 0 };
	static const char id[] = "mfg : EPSON ;CMD:ESC/POS,BDC;MDL:TM-T20\x01\xffX;CLS:PRINTER;;:;SN:with blank;noise";
	port_device_id(id, sizeof(id) - 1, &f);
	assert_string_equal(f.maker, "EPSON");
	assert_string_equal(f.model, "TM-T20  X");
	assert_string_equal(f.commands, "ESC/POS,BDC");
	assert_string_equal(f.address.serial, ""); /* none that an address could hold */
}

/* The kernel would give each report to both. */
static void a_usb_scale_is_ours_alone(void **state)
{
	(void)state;
	char node[] = "/tmp/glane-hid-XXXXXX";
	int fd = mkstemp(node);
	assert_true(fd >= 0);
	close(fd);
	struct port_address a = { .kind = PORT_HID };
	struct port first, second;
	snprintf(a.at, sizeof(a.at), "%s", node);
	assert_int_equal(port_open(&a, -1, &first), 0);
	assert_int_equal(port_open(&a, -1, &second), -EBUSY);
	first.ops->close(&first);
	assert_int_equal(port_open(&a, -1, &second), 0);
	second.ops->close(&second);
	assert_int_equal(unlink(node), 0);
	assert_int_equal(port_open(&a, -1, &second), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_printer_on_the_network),
		cmocka_unit_test(who_waits_for_a_connection_can_be_woken),
		cmocka_unit_test(a_name_is_not_waited_for_without_end),
		cmocka_unit_test(a_serial_line_is_raw_and_ours_alone),
		cmocka_unit_test(a_file_has_its_name_once_it_is_whole),
		cmocka_unit_test(what_is_plugged_in_is_found_by_what_lasts),
		cmocka_unit_test(a_usb_scale_is_ours_alone),
		cmocka_unit_test(ids_of_devices_are_taken_as_they_come),
	};
	return cmocka_run_group_tests_name("port: port", tests, NULL, NULL);
}
