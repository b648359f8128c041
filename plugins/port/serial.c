/* SPDX-License-Identifier: MPL-2.0 */
/* A serial line, raw, and ours alone. */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "port/internal.h"

static const struct {
	uint32_t baud;
	speed_t speed;
} speeds[] = {
	{ 300, B300 },     { 600, B600 },     { 1200, B1200 },   { 1800, B1800 },   { 2400, B2400 },     { 4800, B4800 },     { 9600, B9600 },
	{ 19200, B19200 }, { 38400, B38400 }, { 57600, B57600 }, { 115200, B115200 }, { 230400, B230400 }, { 460800, B460800 }, { 921600, B921600 },
};

static int drained(struct port *port)
{
	int n;
	return ioctl(port->fd, TIOCOUTQ, &n) < 0 ? -errno : n == 0;
}

static const struct port_ops ops = { port_fd_read, port_fd_write, port_no_lines, drained, port_no_end, port_fd_close };

static int set_raw(int fd, const struct port_line *l)
{
	struct termios t;
	uint32_t baud = l->baud ? l->baud : 9600;
	speed_t speed = B0;
	for (size_t i = 0; i < sizeof(speeds) / sizeof(speeds[0]); i++)
		if (speeds[i].baud == baud)
			speed = speeds[i].speed;
	if (speed == B0)
		return -EINVAL;
	if (tcgetattr(fd, &t) < 0)
		return -errno;
	cfmakeraw(&t);
	t.c_cflag &= ~(tcflag_t)(CSIZE | PARENB | PARODD | CSTOPB | CRTSCTS | HUPCL);
	t.c_iflag &= ~(tcflag_t)(IXON | IXOFF | IXANY | INPCK);
	t.c_cflag |= CLOCAL | CREAD | (l->baud && l->bits == 7 ? CS7 : CS8);
	if (l->baud && (l->parity == 'E' || l->parity == 'O'))
		t.c_cflag |= PARENB | (l->parity == 'O' ? PARODD : 0);
	if (l->baud && l->stop == 2)
		t.c_cflag |= CSTOPB;
	if (l->rtscts)
		t.c_cflag |= CRTSCTS;
	if (l->xonxoff)
		t.c_iflag |= IXON | IXOFF;
	t.c_cc[VMIN] = 1; /* with 0, "nothing there" would read like "unplugged" */
	t.c_cc[VTIME] = 0;
	cfsetispeed(&t, speed);
	cfsetospeed(&t, speed);
	if (tcsetattr(fd, TCSANOW, &t) == 0)
		return 0;
	/* A line without wires (a pseudo-terminal, many USB devices) has no parity and no seven bits to set.  glibc calls that EINVAL from the
	 * second time on, when nothing else changes; such a line is as good as it gets. */
	struct termios now;
	if (errno != EINVAL || tcgetattr(fd, &now) < 0)
		return -errno;
	return cfgetospeed(&now) == speed && !(now.c_lflag & (ICANON | ECHO)) ? 0 : -EINVAL;
}

int port_open_serial(const struct port_address *a, struct port *ret)
{
	int fd = open(a->at, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC), rc = 0;
	if (fd < 0)
		return errno == ENXIO || errno == ENODEV || errno == EIO ? -ENOENT : -errno;
	/* TIOCEXCL keeps others out, but not the superuser: who takes the lock too is sure. */
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		rc = errno == EWOULDBLOCK ? -EBUSY : -errno;
	if (rc == 0 && ioctl(fd, TIOCEXCL) < 0)
		rc = -errno;
	if (rc == 0)
		rc = set_raw(fd, &a->line);
	if (rc == 0 && tcflush(fd, TCIOFLUSH) < 0) /* what came before we were there is no answer to us */
		rc = -errno;
	if (rc) {
		close(fd);
		return rc == -ENOTTY ? -EINVAL : rc;
	}
	*ret = (struct port){ .ops = &ops, .fd = fd, .kind = PORT_SERIAL };
	return 0;
}
