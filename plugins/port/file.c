/* SPDX-License-Identifier: MPL-2.0 */
/* A printer that is none: what it gets becomes a file, which has its name only once it is whole and on disk. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "port/internal.h"

struct sink {
	int folder;
	char name[NAME_MAX + 1], part[NAME_MAX + 1];
	uint8_t ended; /* it has its name */
};

static long no_read(struct port *port, void *p, size_t n)
{
	(void)port;
	(void)p;
	(void)n;
	return 0; /* nothing will ever come */
}

/* Both the bytes and the name have to outlive a power cut. */
static int whole(struct port *port)
{
	struct sink *k = port->arg;
	if (k->ended)
		return 1;
	if (fsync(port->fd) < 0 || renameat(k->folder, k->part, k->folder, k->name) < 0)
		return -errno;
	k->ended = 1;
	return fsync(k->folder) < 0 ? -errno : 1;
}

static void end(struct port *port)
{
	struct sink *k = port->arg;
	if (!k->ended)
		unlinkat(k->folder, k->part, 0);
	close(k->folder);
	port_fd_close(port);
	free(k);
	port->arg = NULL;
}

static const struct port_ops ops = { no_read, port_fd_write, port_no_lines, whole, port_no_end, end };

int port_open_file(const char *below, const char *folder, const char *name, struct port *ret)
{
	char path[PATH_MAX];
	int n = folder[0] == '/' ? snprintf(path, sizeof(path), "%s", folder) : snprintf(path, sizeof(path), "%s/%s", below, folder);
	if (n >= (int)sizeof(path) || strlen(name) + sizeof(".part") > NAME_MAX || !name[0] || strchr(name, '/'))
		return -ENAMETOOLONG;
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return -errno;
	struct sink *k = calloc(1, sizeof(*k));
	if (!k)
		return -ENOMEM;
	snprintf(k->name, sizeof(k->name), "%s", name);
	snprintf(k->part, sizeof(k->part), "%.*s.part", NAME_MAX - 5, name);
	k->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int fd = k->folder < 0 ? -1 : openat(k->folder, k->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), fault = errno;
	if (fd < 0) {
		if (k->folder >= 0)
			close(k->folder);
		free(k);
		return -fault;
	}
	*ret = (struct port){ .ops = &ops, .fd = fd, .kind = PORT_FILE, .one_way = 1, .arg = k };
	return 0;
}
