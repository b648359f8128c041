/* SPDX-License-Identifier: MPL-2.0 */
/* port.h: what a printer or a scale hangs on, opened without ever waiting: a USB printer, a network address, a serial line,
 * a USB scale, a file.
 *
 * A port is one descriptor that belongs to one thread, a service's, which sleeps in poll(2) only: on `fd` and on the
 * service's wake_fd.  Written as text, as people and tables keep it:
 *
 *   usb:SERIAL             a printer of the kernel's usblp by its serial number; usb:/dev/usb/lp0 by its node
 *   tcp:HOST[:9100]        a printer on the network
 *   serial:NODE[,9600,8N1[,rtscts|xonxoff]]   NODE: /dev/serial/by-id/... keeps its name when it is plugged elsewhere
 *   hid:VENDOR:PRODUCT[:SERIAL]               a USB scale, in hexadecimal; hid:/dev/hidraw0 by its node
 *   file:FOLDER            a folder, without ".."; for printers that are none
 *   ipp://HOST[:631]/PATH, ipps://...         not opened here
 *
 * Facts behind it: Linux drivers/usb/class/usblp.c, poll(2), libuv's limits (uv_poll_init refuses /dev/null and files).
 * Functions return 0 or a negative errno unless said otherwise. */
#ifndef PORT_PORT_H
#define PORT_PORT_H

#include <stddef.h>
#include <stdint.h>

enum port_kind { PORT_USB, PORT_TCP, PORT_SERIAL, PORT_HID, PORT_FILE, PORT_IPP };
enum { PORT_TEXT_MAX = 160, PORT_WRITE_MOST = 8192 /* usblp takes no more at once */ };

struct port_line { /* of a serial line; baud 0: the profile's own, else 9600 8N1 */
	uint32_t baud;
	char parity;      /* 'N' 'E' 'O' */
	uint8_t bits, stop; /* 7 8; 1 2 */
	uint8_t rtscts, xonxoff;
};
struct port_address {
	enum port_kind kind;
	char at[PORT_TEXT_MAX]; /* node, host, folder or whole address; "" when `serial` or the numbers say which */
	char serial[64];
	uint16_t number, vendor, product; /* number: TCP */
	struct port_line line;
};
/* Reads the text above.  -EINVAL: none of them; a network name is not looked up here. */
int port_parse(const char *text, struct port_address *ret);
/* The text of an address, without what is usual. */
void port_write_text(const struct port_address *a, char *out, size_t cap);

struct port; /* what ops work on */
struct port_ops { /* of the kernel, or of a test that stands for usblp */
	/* Bytes, or -errno: -EAGAIN.  read 0: the other side has ended, but not on usblp, where it means nothing. */
	long (*read)(struct port *, void *p, size_t n);
	long (*write)(struct port *, const void *p, size_t n); /* at most PORT_WRITE_MOST */
	/* usblp: bits 0x20 paper empty, 0x10 selected, 0x08 no error.  -ENOTSUP elsewhere.  At most once a second. */
	int (*lines)(struct port *);
	/* 1: all written bytes have left this computer; 0: not yet.  usblp: POLLOUT again; tty: TIOCOUTQ is 0; TCP: the other
	 * side has acknowledged them; file: it is on disk under its name. */
	int (*drained)(struct port *);
	void (*end)(struct port *); /* half-close: no more bytes will come; read on until 0 before close */
	void (*close)(struct port *);
};
struct port {
	const struct port_ops *ops;
	int fd;
	enum port_kind kind;
	uint8_t one_way; /* usblp: this printer cannot be read */
	void *arg;       /* of a test's ops */
};

/* Opens: O_NONBLOCK, O_CLOEXEC; serial: raw, TIOCEXCL, flushed.  TCP: begins to connect and waits on `wake_fd` too, at most
 * 5 s.  A serial number is looked for anew each time.  -ENOENT: no such device; -EBUSY: somebody else has it; -EACCES: not
 * allowed; -ECONNREFUSED, -EHOSTUNREACH, -ETIMEDOUT; -EINTR: woken.  wake_fd -1: none.  -ENOTSUP: files and IPP. */
int port_open(const struct port_address *a, int wake_fd, struct port *ret);

/* Monotonic. */
int64_t port_now_ms(void);
struct addrinfo;
/* The addresses of a host for sockets of `type` (SOCK_STREAM, SOCK_DGRAM); the caller frees them (freeaddrinfo).  A name is
 * waited for `ms` at most, and on `wake_fd`: -ETIMEDOUT, -EINTR; -EHOSTUNREACH: there is none. */
int port_lookup(const char *host, uint16_t number, int type, int wake_fd, int64_t ms, struct addrinfo **ret);

/* A file `name` in `folder`, which is made and stands below `below` when it does not begin with "/".  The file has its name
 * only when drained() has returned 1: then it and its name are on disk.  close() before that leaves nothing. */
int port_open_file(const char *below, const char *folder, const char *name, struct port *ret);

/* --- what is there -------------------------------------------------------------------------------------------------- */
struct port_found {
	struct port_address address;
	char maker[64], model[64]; /* as the device says, "" unknown */
	char commands[64];         /* of a printer: "ZPL", "ESC/POS,..." */
	uint16_t vendor, product;
};
/* USB printers, serial lines, USB scales of this computer, off /sys and /dev below `root` ("" but in tests); opens none of
 * them, so nothing is printed or moved.  Returns how many, at most cap. */
size_t port_find(const char *root, struct port_found *out, size_t cap);
/* Printers that announce themselves on the network (DNS-SD: IPP, and plain ports of 9100), asked for `ms` or until `stopped`, which
 * may be NULL, says so; no printer is opened.  Their addresses are numbers.  Returns how many, at most cap. */
size_t port_find_network(uint32_t ms, int (*stopped)(void *arg), void *arg, struct port_found *out, size_t cap);
/* "MFG:Brother;MDL:QL-700;CMD:PT-CBP;SN:..." into maker, model, commands, serial.  Any bytes are fine. */
void port_device_id(const char *text, size_t n, struct port_found *ret);

#endif
